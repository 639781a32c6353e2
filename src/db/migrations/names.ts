/** Names of migrations: a number and what is done, `0003_article_slug`. */

import type { Draft } from "./arrangement.ts";
import type { MigrationGraph } from "./graph.ts";
import type { MigrationKey } from "./migration.ts";
import type { Operation } from "./operation.ts";

const LONGEST = 52;

/** Says in a name what operations do. */
export function nameOf(operations: readonly Operation[], isInitial: boolean, now: Date): string {
  if (isInitial && !operations.some(({ takesOver }) => takesOver)) return "initial";
  const fragments = operations.map((operation) => operation.nameFragment?.replace(/\W+/g, "_"));
  const [first, ...rest] = fragments;
  if (first === undefined || fragments.includes(undefined)) return `auto_${stamp(now)}`;
  let name = first.slice(0, LONGEST);
  for (const fragment of rest) {
    if (name.length + 1 + fragment!.length > LONGEST) return `${name}_and_more`;
    name = `${name}_${fragment}`;
  }
  return name;
}

function stamp(now: Date): string {
  return now.toISOString().slice(0, 16).replaceAll("-", "").replace("T", "_").replace(":", "");
}

/** The number at the beginning of a name; undefined where there is none. */
export function numberOf(name: string): number | undefined {
  const [, digits] = /^(\d+)/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** A number as names begin with it. */
export function numbered(number: number, name: string): string {
  return `${String(number).padStart(4, "0")}_${name}`;
}

/** Gives drafts their names, and lets the first of each blueprint follow the last migration that is there. */
export function nameDrafts(
  drafts: readonly Draft[],
  graph: MigrationGraph,
  { name, now = new Date() }: { name?: string | undefined; now?: Date } = {},
): Draft[] {
  const given = new Map<string, string>();
  const last = new Map<string, string>();
  const named = drafts.map((draft) => {
    const leaf = last.get(draft.label) ?? graph.leaves(draft.label)[0]?.name;
    const isInitial = leaf === undefined;
    const number = (leaf === undefined ? 0 : (numberOf(leaf) ?? 0)) + 1;
    const own = numbered(number, name ?? nameOf(draft.operations, isInitial, now));
    given.set(`${draft.label} ${draft.name}`, own);
    const isFirst = !last.has(draft.label);
    last.set(draft.label, own);
    const follows: MigrationKey[] = isFirst && !isInitial ? [[draft.label, leaf]] : [];
    return { ...draft, name: own, dependencies: [...follows, ...draft.dependencies] };
  });
  return named.map((draft) => ({
    ...draft,
    dependencies: draft.dependencies.map(([label, key]): MigrationKey => [
      label,
      given.get(`${label} ${key}`) ?? key,
    ]),
  }));
}
