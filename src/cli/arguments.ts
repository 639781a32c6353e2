/** Reads the words of a command line by what a command declares. */

import { parseArgs } from "node:util";
import type { ArgumentSpec, Command } from "../app/command.ts";
import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";

/** The arguments and options that a command declares. */
export type Declared = Pick<Command, "name" | "arguments" | "options">;

type Values = Record<string, unknown>;

/**
 * Gives the values of arguments and options by their declared names; `dryRun` is `--dry-run` on the line.
 *
 * @throws FlagonError `cli.usage` for words that do not fit.
 */
export function readWords(command: Declared, words: readonly string[]): Values {
  const byFlag = new Map(Object.keys(command.options).map((name) => [flagOf(name), name]));
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      Object.entries(command.options).map(([name, { type, short }]) => [
        flagOf(name),
        {
          type: type === "boolean" ? "boolean" : "string",
          ...(short === undefined ? {} : { short }),
        },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const negated = token.name.startsWith("no-") && !byFlag.has(token.name);
    const name = byFlag.get(negated ? token.name.slice(3) : token.name);
    if (name === undefined) throw unknownOption(command, token.rawName, byFlag.keys());
    const text = optionText(command, name, token, negated);
    given.set(name, [...(given.get(name) ?? []), text]);
  }
  return { ...readPositionals(command, positionals), ...readOptions(command, given) };
}

/** Gives the name of an option as it is written on the line. */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

interface OptionToken {
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

function optionText(command: Declared, name: string, token: OptionToken, negated: boolean): string {
  const isFlag = command.options[name]!.type === "boolean";
  if (isFlag && token.inlineValue === true)
    throw usage(command, `The option ${token.rawName} takes no value.`);
  if (isFlag) return negated ? "false" : "true";
  if (token.value !== undefined && !negated) return token.value;
  throw usage(command, `The option ${token.rawName} needs a value.`);
}

function readPositionals(command: Declared, words: string[]): Values {
  const values: Values = {};
  const rest = [...words];
  for (const [name, spec] of Object.entries(command.arguments)) {
    const label = `argument <${flagOf(name)}>`;
    if (spec.multiple === true) {
      const taken = rest.splice(0).map((word) => readValue(command, label, spec, word));
      if (taken.length === 0 && spec.default === undefined && spec.required !== false)
        throw usage(command, `The ${label} is missing.`);
      values[name] = taken.length > 0 ? taken : (spec.default ?? []);
      continue;
    }
    const word = rest.shift();
    if (word !== undefined) values[name] = readValue(command, label, spec, word);
    else if (spec.default !== undefined || spec.required === false) values[name] = spec.default;
    else throw usage(command, `The ${label} is missing.`);
  }
  if (rest.length > 0) throw usage(command, `There is no argument that takes "${rest[0]}".`);
  return values;
}

function readOptions(command: Declared, given: ReadonlyMap<string, string[]>): Values {
  const values: Values = {};
  for (const [name, spec] of Object.entries(command.options)) {
    const label = `option --${flagOf(name)}`;
    const texts = given.get(name);
    if (texts !== undefined) {
      const read = texts.map((text) => readValue(command, label, spec, text));
      values[name] = spec.multiple === true ? read : read.at(-1);
    } else if (spec.required === true && spec.default === undefined) {
      throw usage(command, `The ${label} is missing.`);
    } else {
      values[name] =
        spec.default ?? (spec.multiple ? [] : spec.type === "boolean" ? false : undefined);
    }
  }
  return values;
}

function readValue(command: Declared, label: string, spec: ArgumentSpec, text: string): unknown {
  if (spec.choices !== undefined && !spec.choices.includes(text))
    throw usage(command, `The ${label} cannot be "${text}".`, suggest(text, spec.choices));
  if (spec.type === "boolean") return text === "true";
  if (spec.type !== "number") return text;
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number)) return number;
  throw usage(command, `The ${label} takes a number, and "${text}" is none.`);
}

function unknownOption(command: Declared, raw: string, known: Iterable<string>): FlagonError {
  const names = [...known, "help"].map((name) => `--${name}`);
  return usage(command, `There is no option ${raw}.`, suggest(raw, names));
}

function usage(command: Declared, what: string, mend?: string): FlagonError {
  return new FlagonError(what, {
    code: "cli.usage",
    where: `flagon ${command.name}`,
    mend: mend ?? `\`flagon ${command.name} --help\` shows what it takes.`,
  });
}
