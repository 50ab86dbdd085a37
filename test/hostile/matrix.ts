import { type Cell, problemsOf } from './cell.ts';

/** Many at once: most of them only wait. */
const ABREAST = 24;

/** Runs the cells and answers with what was wrong, one line for each cell. */
export async function runCells(cells: readonly Cell[]): Promise<string[]> {
  const wrong: string[] = [];
  const queue = [...cells];
  const work = async () => {
    for (let cell = queue.shift(); cell; cell = queue.shift()) {
      const problems = await problemsOf(cell).catch((error: Error) => [`broke the test: ${error.stack}`]);
      if (problems.length > 0) wrong.push(`${cell.row.name}, when ${cell.fault.name}: ${problems.join('; ')}`);
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
  return wrong;
}
