/** Bundles the terminal into dist/cli, in pieces that load on demand. */
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { writeNotices } from './bundle-notices.mjs';

/**
 * Parts of axios that this program never runs (it sends strings over Node's http/1.1), and that cost a quarter of its start: form-data
 * brings a table of all media types, the fetch adapter and the look at the global FormData make Node load its own fetch, and http2 is
 * a large part of Node.
 */
const unusedPartsOfAxios = {
  name: 'unused-parts-of-axios',
  setup({ onResolve, onLoad }) {
    const unused = (path) => ({ path, namespace: 'unused' });
    const inAxios = (path) => /node_modules[\\/]axios[\\/]lib[\\/]/.test(path);
    onResolve({ filter: /^form-data$/ }, () => unused('form-data'));
    onResolve({ filter: /^\.\/fetch\.js$/ }, ({ importer }) => (inAxios(importer) ? unused('fetch') : undefined));
    onResolve({ filter: /^http2$/ }, ({ importer }) => (inAxios(importer) ? unused('http2') : undefined));
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: 'export default class Unused { static constants = {} }\nexport const getFetch = () => undefined;',
    }));
    onLoad({ filter: /axios[\\/]lib[\\/]utils\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      const contents = code.replace(/typeof G\.FormData !== 'undefined' \? G\.FormData : undefined/, 'undefined');
      if (contents === code) throw new Error('axios looks at the global FormData in another way now: see bundle.mjs');
      return { contents };
    });
  },
};

const { metafile } = await build({
  entryPoints: ['src/cli/main.ts'],
  outdir: 'dist/cli',
  metafile: true,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  keepNames: true,
  legalComments: 'linked',
  logLevel: 'warning',
  // Native parts are found where they are installed.
  external: ['fs-native-extensions', '@napi-rs/keyring'],
  // What was CommonJS asks for Node's own modules by `require`.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  plugins: [unusedPartsOfAxios],
});

await writeNotices(metafile, 'dist/cli/THIRD-PARTY-LICENSES.txt');
