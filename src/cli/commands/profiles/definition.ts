import { type Definition, example, runs } from '../../program/define.ts';
import type { NamedProfile } from './use.ts';

export function defineProfiles(definition: Definition): void {
  const profiles = definition.program.command('profiles').description('several logins side by side');
  example(profiles, 'upvest-wallet profiles');

  const list = profiles.command('list', { isDefault: true }).description('every profile, the current one marked');
  example(list, 'upvest-wallet profiles list --json');
  runs(list, definition, () => import('./list.ts'));

  const use = profiles.command('use').description('make a profile the current one').argument('<name>', 'the profile');
  example(use, 'upvest-wallet profiles use work');
  runs<NamedProfile>(use, definition, () => import('./use.ts'));

  const remove = profiles
    .command('remove')
    .description('forget a profile: settings, client secret and tokens')
    .argument('<name>', 'the profile');
  example(remove, 'upvest-wallet profiles remove work');
  runs<NamedProfile>(remove, definition, () => import('./remove.ts'));
}
