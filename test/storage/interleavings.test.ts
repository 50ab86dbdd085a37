import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileTokenStore, type TokenStore } from '../../src/index.ts';
import { sampleTokens } from '../support/sample-tokens.ts';
import { scaled } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';

type Step = { store: number; action: 'load' | 'save' | 'clear' | 'exclusive' };

const steps = fc.array(
  fc.record({ store: fc.nat(2), action: fc.constantFrom<Step['action']>('load', 'save', 'clear', 'exclusive') }),
  { minLength: 1, maxLength: 12 },
);

/** Runs the steps in the scheduler's order and answers with what must be stored at the end, by when each change completed. */
async function run(stores: TokenStore[], plan: Step[], scheduler: fc.Scheduler): Promise<string | undefined> {
  let last: string | undefined;
  const perform = async ({ store, action }: Step, index: number) => {
    const target = stores[store] as TokenStore;
    const name = `t${index}`;
    await scheduler.schedule(Promise.resolve(), `${action} ${index}`);
    if (action === 'load') await target.load();
    if (action === 'clear') {
      await target.exclusive(async () => {
        await target.clear();
        last = undefined;
      });
    }
    if (action === 'save') {
      await target.exclusive(async () => {
        await target.save(sampleTokens(name));
        last = name;
      });
    }
    if (action === 'exclusive') {
      await target.exclusive(async () => {
        const before = await target.load();
        await scheduler.schedule(Promise.resolve(), `inside ${index}`);
        // Nobody may have changed anything meanwhile.
        expect((await target.load())?.accessToken).toBe(before?.accessToken);
        await target.save(sampleTokens(name));
        last = name;
      });
    }
  };
  const all = Promise.all(plan.map(perform));
  await scheduler.waitFor(all);
  return last;
}

test('any interleaving of load, save, clear and exclusive from several stores on one file keeps the last completed change', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, async (scheduler, plan) => {
      using folder = tempFolder();
      const stores = [1, 2, 3].map(() => new FileTokenStore({ folder: folder.path }));
      const last = await run(stores, plan, scheduler);
      const stored = await new FileTokenStore({ folder: folder.path }).load();
      expect(stored?.accessToken).toBe(last && `access-${last}`);
    }),
    { numRuns: scaled(60, 400) },
  );
});

test('counter-example: without exclusive the same property fails', { timeout: 60_000 }, async () => {
  const loses = fc.check(
    fc.asyncProperty(fc.scheduler(), steps, async (scheduler, plan) => {
      using folder = tempFolder();
      const stores = [1, 2, 3].map(() => {
        const store = new FileTokenStore({ folder: folder.path });
        return {
          load: () => store.load(),
          save: (tokens) => store.save(tokens),
          clear: () => store.clear(),
          exclusive: (fn) => fn(),
        } satisfies TokenStore;
      });
      await run(stores, plan, scheduler);
    }),
    { numRuns: 300, seed: 7 },
  );
  expect((await loses).failed).toBe(true);
});

test('what was started inside exclusive and goes on afterwards waits for the lock like anybody else', async () => {
  using folder = tempFolder();
  const store = new FileTokenStore({ folder: folder.path });
  let late: Promise<void> = Promise.resolve();
  let go: () => void = () => undefined;
  await store.exclusive(async () => {
    late = new Promise<void>((resolve) => {
      go = resolve;
    }).then(() => store.save(sampleTokens('late')));
  });
  await new FileTokenStore({ folder: folder.path }).exclusive(async () => {
    go();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await store.load()).toBeUndefined();
  });
  await late;
  expect((await store.load())?.accessToken).toBe('access-late');
});
