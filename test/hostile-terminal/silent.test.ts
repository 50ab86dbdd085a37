import { expect, test } from 'vitest';

import { startFaultServer } from '../hostile/fault-server.ts';
import { faultNamed } from '../hostile/faults.ts';
import { scaled, spread } from '../support/scale.ts';
import { TerminalDriver } from '../support/terminal-driver.ts';
import { Scene } from '../support/terminal-scene.ts';
import { SILENT_COMMANDS } from './commands.ts';

test('commands that need no server ask none, and do not mind that it is broken or gone', async () => {
  await using driver = new TerminalDriver();
  await using server = await startFaultServer({ fault: faultNamed('nobody listens') });
  for (const expired of scaled([false], [false, true])) {
    using scene = await Scene.open({
      baseUrl: server.baseUrl,
      investmentUrl: new URL('/', server.baseUrl).href,
      expired,
    });
    for (const [name, args] of spread(Object.entries(SILENT_COMMANDS), scaled(2, 100))) {
      const line = [...name.split(' '), ...args];
      const { folder, cwd, env } = scene;
      const outcome = await driver.run({ args: line, env, folder, cwd, limitMs: 20_000 });
      expect({ line, ...outcome }).toMatchObject({ exitCode: 0, connections: [], uncaught: [], keptBy: [] });
      scene.restore();
    }
  }
});
