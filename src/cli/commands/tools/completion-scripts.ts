import type { CompletionNode } from './completion-tree.ts';

const PROGRAM = 'upvest-wallet';

/** Bash: the words before the cursor that are commands lead to a line of what may follow. */
export function bashScript(nodes: readonly CompletionNode[]): string[] {
  return [
    '_upvest_wallet() {',
    `  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word candidates=""`,
    `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do`,
    '    case "$path $word" in',
    ...nodes
      .filter(({ path }) => path !== '')
      .map(({ path }) => `      ${shell(` ${path}`)}) path=${shell(` ${path}`)} ;;`),
    '    esac',
    '  done',
    '  case "$path" in',
    ...nodes.map((node) => `    ${shell(prefixed(node.path))}) candidates=${shell(candidates(node).join(' '))} ;;`),
    '  esac',
    ...optionValues(nodes).map(
      ({ flag, values }) =>
        `  [[ "\${COMP_WORDS[COMP_CWORD-1]}" == ${flag} ]] && candidates=${shell(values.join(' '))}`,
    ),
    '  COMPREPLY=($(compgen -W "$candidates" -- "$current"))',
    '}',
    `complete -o default -F _upvest_wallet ${PROGRAM}`,
  ];
}

/** zsh runs the bash function by its own compatibility layer. */
export function zshScript(nodes: readonly CompletionNode[]): string[] {
  return [`#compdef ${PROGRAM}`, 'autoload -U +X bashcompinit && bashcompinit', ...bashScript(nodes)];
}

/** fish: one rule for each candidate, with its description. */
export function fishScript(nodes: readonly CompletionNode[]): string[] {
  return [
    'function __upvest_wallet_at',
    '  set -l words (commandline -opc | string match -v -- "-*")',
    '  test "$words[2..-1]" = "$argv"',
    'end',
    `complete -c ${PROGRAM} -f`,
    ...nodes.flatMap((node) => {
      const at = `-n ${shell(`__upvest_wallet_at ${node.path}`.trim())}`;
      const words = node.words.map(
        ({ word, description }) => `complete -c ${PROGRAM} ${at} -a ${word} -d ${shell(description)}`,
      );
      const options = node.options.map(({ flag, description, values }) => {
        const choices = values.length > 0 ? ` -x -a ${shell(values.join(' '))}` : '';
        return `complete -c ${PROGRAM} ${at} -l ${flag.replace(/^--/, '')} -d ${shell(description)}${choices}`;
      });
      return [...words, ...options];
    }),
  ];
}

function prefixed(path: string): string {
  return path === '' ? '' : ` ${path}`;
}

function candidates({ words, options }: CompletionNode): string[] {
  return [...words.map(({ word }) => word), ...options.map(({ flag }) => flag)];
}

function optionValues(nodes: readonly CompletionNode[]) {
  const withValues = nodes.flatMap(({ options }) => options).filter(({ values }) => values.length > 0);
  return [...new Map(withValues.map((option) => [option.flag, option])).values()];
}

function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export type Shell = 'bash' | 'zsh' | 'fish';
