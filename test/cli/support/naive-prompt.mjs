/** How programs ask who leave the ending to their library: none of these passes the tests of endings. */
import { createInterface } from 'node:readline';
import inquirer from 'inquirer';

const message = 'Secret:';
const [how] = process.argv.slice(2);
if (how === 'readline') {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.question(message, () => lines.close());
} else {
  await inquirer.prompt([{ type: how, name: 'answer', message, choices: ['one', 'two'] }]);
}
