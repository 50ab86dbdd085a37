/** The package's version, kept equal to package.json by a test; a constant, so that `--version` reads no file. */
export const VERSION = '0.1.0';
