import { Profiles } from '../../../profiles/index.ts';
import type { Context } from '../../context.ts';
import { printList } from '../../output/listing.ts';
import { recordView } from '../../views/record-view.ts';

const PROFILE = recordView(['name', 'current', 'base_url', 'username'], 'profiles');

export async function run(_options: object, context: Context): Promise<void> {
  const profiles = new Profiles(undefined, context.io.host.env);
  const current = profiles.current();
  const records = profiles.names().map((name) => {
    const settings = profiles.get(name);
    return {
      name,
      current: name === current,
      base_url: settings?.baseUrl ?? null,
      username: settings?.username ?? null,
    };
  });
  await printList(records, PROFILE, context);
}
