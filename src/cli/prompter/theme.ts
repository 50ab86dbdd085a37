import type { Paint } from '../io/colour.ts';

export type PromptTheme = ReturnType<typeof themeFor>;

/** inquirer's look in our colours, so that `--no-color` and NO_COLOR hold for prompts too; and the key that leads back. */
export function themeFor(paint: Paint, onEscape?: string) {
  const keys = onEscape === undefined ? [] : [['esc', onEscape] as [string, string]];
  return {
    prefix: { idle: paint.cyan('?'), done: paint.green('✔') },
    icon: { checked: paint.green('◉'), unchecked: '◯' },
    style: {
      answer: paint.cyan,
      message: (text: string) => paint.bold(text),
      error: (text: string) => paint.red(`> ${text}`),
      defaultAnswer: (text: string) => paint.dim(`(${text})`),
      help: paint.dim,
      highlight: paint.cyan,
      key: (text: string) => paint.cyan(`<${text}>`),
      disabled: paint.dim,
      description: paint.dim,
      searchTerm: paint.cyan,
      maskedText: '[hidden]',
      keysHelpTip: (tips: [key: string, action: string][]) =>
        [...tips, ...keys].map(([key, action]) => `${paint.bold(key)} ${paint.dim(action)}`).join(paint.dim(' • ')),
    },
  };
}
