/** Bundles the terminal into dist/cli, in pieces that load on demand. */
import { build } from 'esbuild';

/**
 * Parts of axios that this program never runs (it sends strings over Node's http), and that cost a quarter of its start: form-data
 * brings a table of all media types, and the fetch adapter makes Node load its own fetch.
 */
const unusedPartsOfAxios = {
  name: 'unused-parts-of-axios',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^form-data$/ }, () => ({ path: 'form-data', namespace: 'unused' }));
    onResolve({ filter: /^\.\/fetch\.js$/ }, ({ importer }) =>
      /axios[\\/]lib[\\/]adapters/.test(importer) ? { path: 'fetch', namespace: 'unused' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: 'export default class Unused {}\nexport const getFetch = () => undefined;',
    }));
  },
};

await build({
  entryPoints: ['src/cli/main.ts'],
  outdir: 'dist/cli',
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
  banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
  plugins: [unusedPartsOfAxios],
});
