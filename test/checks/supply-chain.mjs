/**
 * `npm run check:supply-chain`: what people get when they install this package is what test/checks/supply-chain.json says, so that a
 * newcomer is a line of a diff that somebody reads. `--write` takes down what there is.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PINNED = 'test/checks/supply-chain.json';
const NOTICES = 'dist/cli/THIRD-PARTY-LICENSES.txt';
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];
const REGISTRY = /^https:\/\/registry\.npmjs\.org\//;

/**
 * Everything that an installation brings and that is wrong about it.
 * @param {{ lock: any, pinned: any, notices: string, manifestOf: (path: string) => any }} project
 * @returns {string[]}
 */
export function findings({ lock, pinned, notices, manifestOf }) {
  const packages = installed(lock);
  return [
    ...rangeFindings(lock.packages[''] ?? {}),
    ...differences('installed', pinned.installed, namesOf(packages)),
    ...differences(
      'bundled into the terminal',
      pinned.bundled,
      bundled(notices).map(({ name }) => name),
    ),
    ...packages.flatMap(([path, entry]) => [
      ...licenceFindings(nameOf(path), entry.license, pinned.licences),
      ...originFindings(nameOf(path), entry),
      ...scriptFindings(nameOf(path), entry, manifestOf(path)),
    ]),
    ...bundled(notices).flatMap(({ name, licence, text }) => [
      ...licenceFindings(name, licence, pinned.licences),
      ...(text ? [] : [`${name} is bundled without the text of its licence.`]),
    ]),
  ];
}

/** Optional ones too, those among them that development needs as well (`devOptional`); not what only development needs. */
function installed(lock) {
  return Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !entry.dev);
}

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const namesOf = (packages) => [...new Set(packages.map(([path]) => nameOf(path)))].sort();

function differences(how, expected, found) {
  return [
    ...found.filter((name) => !expected.includes(name)).map((name) => `${name} is ${how}, and is not in ${PINNED}.`),
    ...expected.filter((name) => !found.includes(name)).map((name) => `${name} is in ${PINNED}, and is not ${how}.`),
  ];
}

function licenceFindings(name, licence, allowed) {
  return allowed.includes(licence) ? [] : [`${name} has the licence ${licence}, which is not among those allowed.`];
}

function originFindings(name, { name: alias, integrity, resolved, link }) {
  return [
    ...(alias === undefined || alias === name ? [] : [`${name} is another package in truth: ${alias}.`]),
    ...(integrity?.startsWith('sha512-') ? [] : [`${name} has no SHA-512 in the lock file.`]),
    ...(link || (resolved && !REGISTRY.test(resolved)) ? [`${name} does not come from the npm registry.`] : []),
  ];
}

/** The lock file says what the registry said; the manifest is what npm would run. Those of other platforms are not here to be read. */
function scriptFindings(name, entry, manifest) {
  const scripts = INSTALL_SCRIPTS.filter((script) => manifest?.scripts?.[script]);
  if (!entry.hasInstallScript && !manifest?.gypfile && scripts.length === 0) return [];
  return [`${name} runs code when it is installed.`];
}

/** @returns {{ name: string, licence: string, text: string }[]} */
function bundled(notices) {
  return notices
    .split(/^=== /m)
    .slice(1)
    .map((notice) => {
      const [, name, licence, text] = notice.match(/^(\S+) \S+ \((.+)\)\n([\s\S]*)$/) ?? [];
      return { name, licence, text: text.trim() };
    });
}

/** What package.json asks for: a range of the registry, and no address, folder or other name. */
function rangeFindings({ dependencies = {}, optionalDependencies = {}, peerDependencies = {} }) {
  return Object.entries({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    .filter(([, range]) => !/^[\^~]?\d+(\.\d+){0,2}$/.test(range))
    .map(([name, range]) => `${name} is asked for as ${range}, which is no plain range of versions.`);
}

function readProject() {
  if (!existsSync(NOTICES)) throw new Error(`There is no ${NOTICES}: npm run build makes it.`);
  const json = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);
  return {
    lock: json('package-lock.json'),
    pinned: json(PINNED),
    notices: readFileSync(NOTICES, 'utf8'),
    manifestOf: (path) => json(`${path}/package.json`),
  };
}

function main() {
  const project = readProject();
  if (process.argv.includes('--write')) {
    project.pinned.installed = namesOf(installed(project.lock));
    project.pinned.bundled = bundled(project.notices).map(({ name }) => name);
    writeFileSync(PINNED, `${JSON.stringify(project.pinned, null, 2)}\n`);
  }
  const found = findings(project);
  for (const finding of found) console.error(finding);
  if (found.length > 0) process.exitCode = 1;
  else
    console.log(
      `Supply chain: ${project.pinned.installed.length} installed, ${project.pinned.bundled.length} bundled, as listed.`,
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
