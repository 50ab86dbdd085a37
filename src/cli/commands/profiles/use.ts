import { Profiles } from '../../../profiles/index.ts';
import type { Context } from '../../context.ts';
import { existing } from '../../existing-profile.ts';

export interface NamedProfile {
  name: string;
}

export async function run({ name }: NamedProfile, context: Context): Promise<void> {
  const profiles = new Profiles(undefined, context.io.host.env);
  await profiles.use(existing(profiles, name));
  context.io.notice(`The current profile is ${name}.`);
}
