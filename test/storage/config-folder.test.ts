import { afterEach, expect, test } from 'vitest';
import { configFolder } from '../../src/storage/index.ts';
import { run } from '../cli/support/program.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { HOME } = process.env;
afterEach(() => {
  if (HOME === undefined) delete process.env.HOME;
  else process.env.HOME = HOME;
});

test('UPVEST_CONFIG_DIR comes first, then the place of the platform', () => {
  process.env.HOME = '/home/someone';
  expect(configFolder({ UPVEST_CONFIG_DIR: '/x y/ü' }, 'linux')).toBe('/x y/ü');
  expect(configFolder({ UPVEST_CONFIG_DIR: '' }, 'linux')).toBe('/home/someone/.config/upvest-wallet');
  expect(configFolder({ XDG_CONFIG_HOME: '/xdg' }, 'linux')).toBe('/xdg/upvest-wallet');
  expect(configFolder({ XDG_CONFIG_HOME: '/xdg' }, 'darwin')).toBe('/home/someone/Library/Preferences/upvest-wallet');
  expect(configFolder({ UPVEST_CONFIG_DIR: 'C:\\wallet' }, 'win32')).toBe('C:\\wallet');
});

test.each([
  'wallet',
  './wallet',
  '../wallet',
  '~/wallet',
  '~',
  ' /wallet',
  'C:\\wallet',
  '/a\nb',
  '/a\tb',
  '/a\x1b[2Jb',
])(
  'UPVEST_CONFIG_DIR that would be another folder in every working directory, or break a message, is refused: %j',
  (folder) => {
    const refused = `UPVEST_CONFIG_DIR is ${JSON.stringify(folder)}, which is no folder from the root.`;
    expect(() => configFolder({ UPVEST_CONFIG_DIR: folder }, 'linux')).toThrow(refused);
  },
);

test('a relative XDG_CONFIG_HOME is ignored, as its specification has it', () => {
  process.env.HOME = '/home/someone';
  expect(configFolder({ XDG_CONFIG_HOME: 'here' }, 'linux')).toBe('/home/someone/.config/upvest-wallet');
});

test.each(['', 'here'])('an empty or relative HOME (%j) once put the secrets into the working directory', (home) => {
  process.env.HOME = home;
  expect(() => configFolder({}, 'linux')).toThrow('Your home folder is not known here');
});

test('the terminal refuses such a folder with exit 2 and makes nothing', async () => {
  using temp = tempFolder();
  const { exitCode, stderr } = await run(['profiles', 'list'], { env: { UPVEST_CONFIG_DIR: '~/x', HOME: temp.path } });
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/^Error: UPVEST_CONFIG_DIR is "~\/x", which is no folder from the root\.\nSet .*\n$/),
  });
});
