import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The terminal and the package are tested as built: builds when a source is newer than the build. */
export default function buildOnce(): void {
  const root = new URL('../..', import.meta.url).pathname;
  const built = join(root, 'dist/cli/main.js');
  if (existsSync(built) && newest(join(root, 'src')) < statSync(built).mtimeMs) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? newest(join(folder, entry.name)) : statSync(join(folder, entry.name)).mtimeMs,
    ),
  );
}
