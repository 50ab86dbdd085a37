import { Profiles } from '../../../profiles/index.ts';
import type { Context } from '../../context.ts';
import { printList } from '../../output/listing.ts';
import { recordView } from '../../views/record-view.ts';

const CONFIGURED = recordView(
  ['profile', 'base_url', 'client_id', 'key_id', 'key_file'],
  'profiles that are configured for the Investment API',
);

export async function run(_options: object, context: Context): Promise<void> {
  const profiles = new Profiles(undefined, context.io.host.env);
  const records = profiles.names().flatMap((profile) => {
    const settings = profiles.investment(profile);
    if (!settings) return [];
    const { baseUrl, clientId, keyId, keyFile } = settings;
    return [{ profile, base_url: baseUrl, client_id: clientId, key_id: keyId, key_file: keyFile }];
  });
  await printList(records, CONFIGURED, context);
}
