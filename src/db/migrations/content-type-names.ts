/** Lets content types follow models that are renamed or move: rows that say by them to which model they belong stay with it. */

import { type Database, Statement } from "../backends/backend.ts";
import { existingTables } from "../schema/existing-tables.ts";
import { textLiteral } from "../schema/literals.ts";
import type { Step } from "./operation.ts";
import { APP_LABEL, type ModelState } from "./state.ts";

const TABLE = "django_content_type";

/** A label that no blueprint has, for a name that makes room for another. */
const ASIDE = " aside";

/** A model as its content type names it: the app's own models have no label there. */
interface TypeName {
  readonly label: string;
  readonly model: string;
}

/**
 * Gives the content type of a model the model's new name, where the database has one.
 *
 * Where both names are there, they change places: each row keeps its number, and what refers to the model by its number still does.
 */
export async function renameContentType(
  step: Step,
  before: ModelState,
  after: ModelState,
): Promise<void> {
  const [old, fresh] = [typeName(before), typeName(after)];
  const isSame = old.label === fresh.label && old.model === fresh.model;
  if (isSame || before.options.proxy === true) return;
  const { database } = step;
  if (database === undefined) {
    const isKnown = step.from.find("contenttypes", "ContentType") !== undefined;
    if (isKnown) await step.execute(update(old, fresh, step));
    return;
  }
  if (!(await existingTables(database)).has(TABLE)) return;
  if (!(await isThere(database, old, step))) return;
  const aside = { ...fresh, label: ASIDE };
  const isTaken = await isThere(database, fresh, step);
  if (isTaken) await step.execute(update(fresh, aside, step));
  await step.execute(update(old, fresh, step));
  if (isTaken) await step.execute(update(aside, old, step));
}

function typeName({ label, name }: ModelState): TypeName {
  return { label: label === APP_LABEL ? "" : label, model: name.toLowerCase() };
}

async function isThere(database: Database, name: TypeName, step: Step): Promise<boolean> {
  const sql = `SELECT id FROM ${TABLE} WHERE ${condition(name, step)}`;
  return (await database.read(new Statement(sql, { once: true }), [])).length > 0;
}

function update(from: TypeName, to: TypeName, step: Step): string {
  const [label, model] = [to.label, to.model].map((text) => textLiteral(text, step.kind));
  return `UPDATE ${TABLE} SET app_label = ${label}, model = ${model} WHERE ${condition(from, step)}`;
}

function condition({ label, model }: TypeName, { kind }: Step): string {
  return `app_label = ${textLiteral(label, kind)} AND model = ${textLiteral(model, kind)}`;
}
