import { relative } from 'node:path';
import type { Symbol as Meaning, Node } from 'typescript';

const ROOT = new URL('../../../', import.meta.url).pathname;
const CLI = `${ROOT}src/cli/`;
const PROMPTER = `${CLI}prompter/prompter.ts`;

/** As promptLines of prompt-sites.ts, but found by what the names mean: wherever a method of the interface is used, however it is got. */
export async function linesByTheCompiler(): Promise<string[]> {
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const program = ts.createProgram(
    fileNames.filter((file) => file.startsWith(CLI)),
    options,
  );
  const checker = program.getTypeChecker();
  const isMethod = (meaning: Meaning | undefined) =>
    meaning?.declarations?.some((one) => ts.isMethodSignature(one) && one.getSourceFile().fileName === PROMPTER);
  const lines = new Set<string>();
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.startsWith(CLI) || file.fileName.startsWith(`${CLI}prompter/`)) continue;
    const visit = (node: Node): void => {
      if (ts.isIdentifier(node) && isMethod(checker.getSymbolAtLocation(node))) {
        const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        lines.add(`${relative(CLI, file.fileName)}:${line}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return [...lines];
}
