/** `flagon completion`: lets a shell complete commands and their options. */

import type { Command } from "../../app/command.ts";
import { flagOf } from "../arguments.ts";
import { tool } from "../tool.ts";

export const completion = tool("completion", {
  help: "Prints a completion script: `source <(flagon completion bash)`, the same with zsh.",
  arguments: { shell: { choices: ["bash", "zsh"], help: "The shell." } },
  run: async ({ shell }, { terminal, allCommands }) => {
    const { own, app } = await allCommands();
    const script = bashScript([...own, ...app]);
    // zsh reads bash's completion functions.
    terminal.print(
      shell === "zsh" ? `autoload -U +X bashcompinit && bashcompinit\n${script}` : script,
    );
  },
});

function bashScript(commands: readonly Pick<Command, "name" | "options">[]): string {
  const names = commands.map(({ name }) => name.split(" ")[0]!);
  const cases = commands.map(({ name, options }) => {
    const flags = [...Object.keys(options).map((option) => `--${flagOf(option)}`), "--help"];
    return `    "${name}") words="${flags.join(" ")}" ;;`;
  });
  return [
    "_flagon() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" words=""',
    '  case "${COMP_WORDS[*]:1:$((COMP_CWORD-1))}" in',
    `    "") words="${[...new Set(names)].join(" ")} --app --env-file --help --version" ;;`,
    ...cases.map((line) => line.replace('") words', '"*) words')),
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  if [ ${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi',
    "}",
    "complete -F _flagon flagon",
  ].join("\n");
}
