import { Profiles } from '../../../profiles/index.ts';
import type { Context } from '../../context.ts';
import { existing } from '../../existing-profile.ts';
import type { NamedProfile } from './use.ts';

export async function run({ name }: NamedProfile, context: Context): Promise<void> {
  const profiles = new Profiles(undefined, context.io.host.env);
  await profiles.remove(existing(profiles, name));
  context.io.notice(`The profile ${name} is forgotten, its secrets included.`);
}
