import { resolve } from 'node:path';
import type { Context } from '../../context.ts';
import { printOne } from '../../output/listing.ts';
import { recordView } from '../../views/record-view.ts';
import { completeSettings } from './access.ts';
import { openKey } from './key-file.ts';
import type { SettingOptions } from './settings.ts';

export type ConfigureOptions = SettingOptions;

const RESULT = recordView(['profile', 'base_url', 'client_id', 'key_id', 'key_file', 'public_key'], 'settings');

/** The client secret goes where the profile's other secrets are; the key stays in its file, its passphrase is not kept. */
export async function run(options: ConfigureOptions, context: Context): Promise<void> {
  const { known, clientSecret, ...settings } = await completeSettings(options, context);
  const { baseUrl, clientId, keyId } = settings;
  const keyFile = resolve(settings.keyFile);
  const { passphraseStdin } = options;
  // Opened once, so that a wrong file or passphrase is known now and not at the first request.
  const key = await openKey({ keyId, keyFile, env: known.env, passphraseStdin }, context);
  const saving = known.profiles.saveInvestment(known.name, { baseUrl, clientId, keyId, keyFile }, clientSecret);
  context.unfinished.add({ settled: () => saving, close: () => undefined });
  await saving;
  context.io.notice(`The profile ${known.name} is configured for ${baseUrl}.`);
  if (context.global.format === 'table') return;
  await printOne(
    {
      profile: known.name,
      base_url: baseUrl,
      client_id: clientId,
      key_id: keyId,
      key_file: keyFile,
      public_key: key.publicKey(),
    },
    RESULT,
    context,
  );
}
