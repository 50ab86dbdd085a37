/**
 * What saving and loading a session do with config folders in strange places. Prints each case with its outcome. Arguments: a folder of
 * the user's own; one in it that belongs to somebody else, and is open to everyone (both only when root prepared them).
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { FileTokenStore } from '../../../src/index.ts';
import { sampleTokens } from '../../support/sample-tokens.ts';

const [base = '', foreign = ''] = process.argv.slice(2);
const SECRET = sampleTokens('SENTINEL');

/** A folder with exactly these rights, whatever the umask. */
function folder(path: string, mode: number): string {
  fs.mkdirSync(path);
  fs.chmodSync(path, mode);
  return path;
}

/** Answers the config folder. */
const CASES: Record<string, (place: string) => string> = {
  'missing, in a folder of ours': (place) => join(place, 'a', 'b', 'config'),
  ...Object.fromEntries(
    ['000', '022', '077', '777'].map((umask) => [
      `missing, with umask ${umask}`,
      (place: string) => {
        process.umask(Number.parseInt(umask, 8));
        return join(place, 'config');
      },
    ]),
  ),
  'ours and open to be read': (place) => folder(join(place, 'config'), 0o755),
  'ours and read-only': (place) => folder(join(place, 'config'), 0o500),
  'ours, for everyone to write': (place) => folder(join(place, 'config'), 0o777),
  'ours, for everyone to write, sticky': (place) => folder(join(place, 'config'), 0o1777),
  'below a folder for everyone to write': (place) => join(folder(join(place, 'up'), 0o777), 'config'),
  'far below a folder for everyone to write': (place) => {
    const up = folder(join(place, 'up'), 0o777);
    return join(folder(join(up, 'ours'), 0o700), 'config');
  },
  'below a sticky folder for everyone to write': (place) => join(folder(join(place, 'up'), 0o1777), 'config'),
  'below a folder for our own group to write': (place) => join(folder(join(place, 'up'), 0o770), 'config'),
  'our link to a folder of ours': (place) => {
    fs.symlinkSync(folder(join(place, 'target'), 0o700), join(place, 'config'));
    return join(place, 'config');
  },
  'our link to below a folder for everyone to write': (place) => {
    fs.symlinkSync(join('up', 'config'), join(place, 'config'));
    folder(join(folder(join(place, 'up'), 0o777), 'config'), 0o700);
    return join(place, 'config');
  },
  'a link to nothing': (place) => {
    fs.symlinkSync(join(place, 'nothing'), join(place, 'config'));
    return join(place, 'config');
  },
  'a link to itself': (place) => {
    fs.symlinkSync('config', join(place, 'config'));
    return join(place, 'config');
  },
  'a link to /dev/null': (place) => {
    fs.symlinkSync('/dev/null', join(place, 'config'));
    return join(place, 'config');
  },
  'a file': (place) => {
    fs.writeFileSync(join(place, 'config'), 'precious');
    return join(place, 'config');
  },
  'below a file': (place) => {
    fs.writeFileSync(join(place, 'file'), 'precious');
    return join(place, 'file', 'config');
  },
  'a named pipe': (place) => {
    execFileSync('mkfifo', [join(place, 'config')]);
    return join(place, 'config');
  },
  ...(foreign !== '' && {
    "another user's": () => join(foreign, 'theirs'),
    "below another user's": () => join(foreign, 'open', 'config'),
    "below another user's that we have made": () => folder(join(foreign, 'open', 'ours'), 0o700),
    "another user's link to a folder of ours": (place) => {
      // Made by them for us: see the test.
      const link = join(foreign, 'sticky', 'link');
      folder(join(base, 'linked'), 0o755);
      fs.writeFileSync(join(place, 'unused'), '');
      return link;
    },
    'below a folder for another group to write': () => join(foreign, 'group', 'config'),
    'ours, whose files are not all': (place) => {
      const config = folder(join(place, 'config'), 0o700);
      fs.renameSync(join(foreign, 'open', 'credentials.json'), join(config, 'credentials.json'));
      return config;
    },
  }),
};

const outcomes: Record<string, unknown> = {};
for (const [index, [name, prepare]] of Object.entries(CASES).entries()) {
  process.umask(0o022);
  const place = folder(join(base, `case${index}`), 0o700);
  const config = prepare(place);
  const before = modesAround(config);
  const saved = await attempt(() => new FileTokenStore({ folder: config }).save(SECRET));
  const loaded = await attempt(async () => {
    if ((await new FileTokenStore({ folder: config }).load()) === undefined) throw { failure: 'nothing there' };
  });
  outcomes[name] = { saved, loaded, before, after: modesAround(config) };
}
console.log(JSON.stringify(outcomes));

async function attempt(action: () => Promise<void>): Promise<{ outcome: string; message?: string }> {
  try {
    await action();
    return { outcome: 'works' };
  } catch (error) {
    const { failure, code, message } = error as { failure?: string; code?: string; message?: string };
    return { outcome: failure ?? code ?? 'unknown', message: message ?? '' };
  }
}

/** Rights of the folder and the one above, and of what is in it. */
function modesAround(config: string): Record<string, string> {
  const [above, folder] = [statOf(dirname(config)), statOf(config)];
  return {
    ...(above && { above: (above.mode & 0o7777).toString(8) }),
    ...(folder && { config: (folder.mode & 0o7777).toString(8) }),
    ...(folder?.isDirectory() &&
      Object.fromEntries(
        fs.readdirSync(config).map((name) => [name, (fs.lstatSync(join(config, name)).mode & 0o777).toString(8)]),
      )),
  };
}

function statOf(path: string): fs.Stats | undefined {
  try {
    return fs.statSync(path);
  } catch {
    return undefined;
  }
}
