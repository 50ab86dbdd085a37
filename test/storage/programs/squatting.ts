/**
 * In a sticky folder that everyone may write to: one user saves sessions into folders that do not exist yet, another tries to be there
 * first, with folders and links of its own. Arguments: `victim` or `attacker`, the folder, how many folders.
 */
import fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileTokenStore } from '../../../src/index.ts';
import { sampleTokens } from '../../support/sample-tokens.ts';

const [role = '', shared = '', count = ''] = process.argv.slice(2);
const folders = Array.from({ length: Number(count) }, (_, index) => join(shared, `config${index}`));
const loot = join(shared, 'loot');

async function attack(): Promise<unknown> {
  fs.mkdirSync(loot);
  fs.chmodSync(loot, 0o777);
  let squatted = 0;
  for (const [index, folder] of folders.entries()) {
    try {
      if (index % 2 === 0) fs.symlinkSync(loot, folder);
      else {
        fs.mkdirSync(folder);
        fs.chmodSync(folder, 0o777);
      }
      squatted += 1;
    } catch {
      // The other one was first.
    }
    // About as fast as the other one.
    await sleep(1);
  }
  const readable = [loot, ...folders].flatMap(textsIn).filter((text) => text.includes('SENTINEL')).length;
  return { squatted, readable, loot: fs.readdirSync(loot) };
}

function textsIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).map((name) => fs.readFileSync(join(folder, name), 'utf8'));
  } catch {
    return [];
  }
}

async function save(): Promise<unknown> {
  while (!fs.existsSync(loot)) await sleep(1);
  const found = { saved: 0, refused: 0, odd: [] as string[] };
  for (const folder of folders) {
    await new FileTokenStore({ folder }).save(sampleTokens('SENTINEL')).then(
      () => {
        found.saved += 1;
      },
      ({ name, failure }) => {
        if (failure === 'owner' || failure === 'permissions') found.refused += 1;
        else found.odd.push(`${name} ${failure}`);
      },
    );
  }
  return found;
}

console.log(JSON.stringify(await (role === 'attacker' ? attack() : save())));
