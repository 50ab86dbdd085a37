#!/usr/bin/env node
import { main } from '../dist/cli/main.js';

// Until main() has answered: a program that stopped without an answer must not look like success.
process.exitCode = 1;
main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
