/**
 * Statements of PostgreSQL that let others read and write meanwhile, in place of those that lock the table for as long as they look at
 * its rows. They cannot be part of a transaction.
 *
 * `ADD CONSTRAINT … FOREIGN KEY` becomes the same `NOT VALID`, which looks at no row, and `VALIDATE CONSTRAINT`, which locks nobody out
 * (https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES).
 */

import type { LiveStep, Step } from "./steps.ts";

const NAME = '"(?:[^"]|"")*"';

/** What a statement that locks is replaced by. */
const REPLACED: readonly (readonly [pattern: RegExp, (...parts: string[]) => string[]])[] = [
  [
    /^CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)([^]*)$/,
    (_, unique = "", rest = "") => [`CREATE ${unique}INDEX CONCURRENTLY ${rest}`],
  ],
  [/^DROP INDEX (?!CONCURRENTLY)([^]*)$/, (_, rest = "") => [`DROP INDEX CONCURRENTLY ${rest}`]],
  [
    new RegExp(`^ALTER TABLE (${NAME}) ADD CONSTRAINT (${NAME}) UNIQUE (\\([^()]*\\))$`),
    (_, table = "", name = "", columns = "") => [
      `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${table} ${columns}`,
      `ALTER TABLE ${table} ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name}`,
    ],
  ],
  [
    new RegExp(
      `^ALTER TABLE (${NAME}) ADD CONSTRAINT (${NAME}) ((?:FOREIGN KEY|CHECK) [^]*?)( NOT VALID)?$`,
    ),
    (_, table = "", name = "", rest = "") => [
      `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${rest} NOT VALID`,
      `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`,
    ],
  ],
  [
    new RegExp(`^ALTER TABLE (${NAME}) ALTER COLUMN (${NAME}) SET NOT NULL$`),
    (_, table = "", column = "") => [
      `ALTER TABLE ${table} ADD CONSTRAINT "flagon_not_null" CHECK (${column} IS NOT NULL) NOT VALID`,
      `ALTER TABLE ${table} VALIDATE CONSTRAINT "flagon_not_null"`,
      // PostgreSQL believes the check, and does not look again.
      `ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL`,
      `ALTER TABLE ${table} DROP CONSTRAINT "flagon_not_null"`,
    ],
  ],
];

/** Gives the statements in place of one that would lock; the statement itself where there is nothing better. */
export function onlineSqls(sql: string): string[] {
  for (const [pattern, replaced] of REPLACED) {
    const match = pattern.exec(sql);
    if (match !== null) return replaced(...match);
  }
  return sql.startsWith("SET CONSTRAINTS ") ? [] : [sql];
}

/** Steps whose statements let others work meanwhile. */
export function onlineSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step): Step[] =>
    typeof step === "string" ? onlineSqls(step) : [onlineStep(step)],
  );
}

function onlineStep(step: LiveStep): LiveStep {
  return {
    preview: () => onlineSteps(step.preview()),
    plan: async (database) => onlineSteps(await step.plan(database)),
    explain: (error) => step.explain?.(error),
  };
}
