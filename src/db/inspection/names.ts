/** Names of models and fields from those of tables and columns, which may be anything. */

import { snakeCase } from "../snake-case.ts";

/** Names that rows have for other things than fields. */
const TAKEN = [
  "pk",
  "save",
  "delete",
  "refresh",
  "clean",
  "fullClean",
  "changedFields",
  "displayOf",
  "toString",
  "valueOf",
  "constructor",
  "__proto__",
  "then",
];

/** Names that a class of a module should not hide or cannot have. */
const CLASSES = ["Object", "Array", "Function", "Promise", "Symbol", "Date", "Map", "Set", "Error"];

function wordsOf(name: string): string[] {
  return snakeCase(name)
    .normalize("NFC")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `auth_user_groups` is `AuthUserGroups`. */
export function classNameOf(table: string, used: Set<string>): string {
  const joined = wordsOf(table).map(capital).join("");
  const safe = /^\p{L}/u.test(joined) ? joined : `Table${joined}`;
  return unused(CLASSES.includes(safe) ? `${safe}Model` : safe, (name) => used.has(name), used);
}

/** `first_name` is `firstName`; a relation loses the `id` at its end. */
export function fieldNameOf(column: string, isRelation: boolean, used: Set<string>): string {
  const words = wordsOf(column);
  if (isRelation && words.length > 1 && words.at(-1) === "id") words.pop();
  const joined = words.map((word, at) => (at === 0 ? word : capital(word))).join("");
  const safe = /^\p{L}/u.test(joined) ? joined : `column${joined}`;
  const isTaken = (name: string): boolean =>
    used.has(name) || TAKEN.includes(name) || (isRelation && used.has(`${name}Id`));
  const name = unused(
    isTaken(safe) && TAKEN.includes(safe) ? `${safe}Column` : safe,
    isTaken,
    used,
  );
  if (isRelation) used.add(`${name}Id`);
  return name;
}

/** A name for something else that a model has: a way back. */
export function unusedName(wanted: string, used: Set<string>): string {
  return unused(wanted, (name) => used.has(name) || TAKEN.includes(name), used);
}

function unused(wanted: string, isTaken: (name: string) => boolean, used: Set<string>): string {
  let name = wanted;
  for (let number = 2; isTaken(name); number++) name = `${wanted}${number}`;
  used.add(name);
  return name;
}

/** The column that a field of this name has where it says nothing. */
export function usualColumn(name: string, isRelation: boolean): string {
  return snakeCase(isRelation ? `${name}Id` : name);
}
