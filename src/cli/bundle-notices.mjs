import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const README_LICENCE = /^(?:#+ *licen[cs]e|licen[cs]e\r?\n-+)\s*$([\s\S]*)/im;

/**
 * What is bundled is shipped: its licences ask for their text to go with it. One heading a package, which the supply-chain check reads.
 * @param {import('esbuild').Metafile} metafile
 * @param {string} path
 */
export async function writeNotices(metafile, path) {
  const shipped = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = new Set(shipped.flatMap((file) => file.match(PACKAGE_FOLDER) ?? []));
  const notices = await Promise.all([...folders].map(noticeOf));
  await writeFile(path, notices.sort().join('\n'));
}

/** @param {string} folder */
async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const texts = await licenceTexts(folder);
  return `=== ${name} ${version} (${license})\n\n${texts.map((text) => `${text.trim()}\n`).join('\n')}`;
}

/** Some have it at the end of their README only. */
async function licenceTexts(folder) {
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  if (files.length > 0) return Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const readme = await readFile(join(folder, 'README.md'), 'utf8').catch(() => '');
  return [readme.match(README_LICENCE)?.[1] ?? ''];
}
