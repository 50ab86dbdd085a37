/** The naive way, for counter-examples: conf as it comes, no lock. */
import Conf from 'conf';
import { TokenSet } from '../../dist/index.js';

export function naiveTokenStore(folder) {
  const conf = new Conf({ cwd: folder, configName: 'naive' });
  return {
    load: async () => (conf.has('tokens') ? TokenSet.parse(conf.get('tokens')) : undefined),
    save: async (tokens) => conf.set('tokens', tokens.serialize()),
    clear: async () => conf.delete('tokens'),
    exclusive: (fn) => fn(),
  };
}
