/** The texts of `--help`. */

import type { ArgumentSpec, Command } from "../app/command.ts";
import { paint } from "../base/terminal.ts";
import { flagOf } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

type Described = Pick<Command, "name" | "help" | "arguments" | "options">;

/** Gives the help of the whole program: its own commands, then the app's. */
export function programHelp(
  terminal: Terminal,
  groups: readonly { title: string; commands: readonly { name: string; help: string }[] }[],
): string {
  const title = (text: string): string => paint(text, "bold", terminal.hasColors);
  const shown = groups.filter(({ commands }) => commands.length > 0);
  return [
    `${title("flagon")} [--app PATH:NAME] [--env-file FILE] COMMAND …`,
    ...shown.flatMap((group) => [
      "",
      title(group.title),
      ...columns(group.commands.map(({ name, help }) => [name, firstSentence(help)])),
    ]),
    "",
    "`flagon COMMAND --help` shows what a command takes.",
  ].join("\n");
}

/** Gives the help of one command. */
export function commandHelp(terminal: Terminal, command: Described): string {
  const title = (text: string): string => paint(text, "bold", terminal.hasColors);
  const positional = Object.entries(command.arguments);
  const options = [...Object.entries(command.options), ["help", HELP_OPTION] as const];
  const words = positional.map(([name, spec]) => placeholder(name, spec));
  return [
    `${title(`flagon ${command.name}`)} ${[...words, "[options]"].join(" ")}`,
    ...(command.help === "" ? [] : ["", command.help]),
    ...(positional.length === 0 ? [] : ["", title("Arguments")]),
    ...columns(positional.map(([name, spec]) => [`<${flagOf(name)}>`, detail(spec)])),
    "",
    title("Options"),
    ...columns(options.map(([name, spec]) => [optionLabel(name, spec), detail(spec)])),
  ].join("\n");
}

const HELP_OPTION: ArgumentSpec = { type: "boolean", help: "Shows this help." };

function placeholder(name: string, spec: ArgumentSpec): string {
  const word = `<${flagOf(name)}>${spec.multiple === true ? "…" : ""}`;
  return spec.default !== undefined || spec.required === false ? `[${word}]` : word;
}

function optionLabel(name: string, spec: ArgumentSpec): string {
  const flag = `--${flagOf(name)}`;
  const long = spec.type === "boolean" ? flag : `${flag} ${spec.type === "number" ? "N" : "TEXT"}`;
  return spec.short === undefined ? long : `-${spec.short}, ${long}`;
}

function detail(spec: ArgumentSpec): string {
  const parts = [sentence(spec.help ?? "")];
  if (spec.choices !== undefined) parts.push(`One of ${spec.choices.join(", ")}.`);
  const preset = spec.type === "boolean" ? "" : String(spec.default ?? "");
  if (preset !== "") parts.push(`Default: ${preset}`);
  if (spec.required === true) parts.push("Required.");
  return parts.filter((part) => part !== "").join(" ");
}

function sentence(text: string): string {
  return text === "" || /[.:!?]$/.test(text) ? text : `${text}.`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd());
}

function firstSentence(text: string): string {
  return /^[^\n]*?[.](?=\s|$)/.exec(text)?.[0] ?? text.split("\n")[0]!;
}
