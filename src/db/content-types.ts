/** Content types: the table that gives each model a number, as Django's `django_content_type`, so that one column can name any model. */

import type { Database } from "./backends/backend.ts";
import type { Compiler } from "./compiler.ts";
import { databaseFor } from "./databases.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { f } from "./fields/f.ts";
import type { Meta, ModelClass } from "./meta.ts";
import { model } from "./model.ts";
import { knownModels, metaOf } from "./registry.ts";
import { everyRow } from "./row-set-factory.ts";
import type { RowObject } from "./row-state.ts";
import { setTypesMade } from "./schema/tables.ts";

/** A model as rows name it: the blueprint and the model's name in small letters. */
export class ContentType extends model(
  {
    id: f.auto(),
    appLabel: f.char({ maxLength: 100 }),
    model: f.char({ maxLength: 100 }),
  },
  {
    label: "contenttypes",
    table: "django_content_type",
    uniqueTogether: [["appLabel", "model"]],
    naturalKey: ["appLabel", "model"],
    optional: true,
  },
) {
  /** Gives the content type of a model, and makes it where there is none yet. */
  static async for(target: ModelClass, options: { using?: string } = {}): Promise<ContentType> {
    const { concrete } = metaOf(target);
    const own = metaOf(ContentType);
    const { alias } = databaseFor(own, "write", options.using);
    const [row] = await this.using(alias).getOrCreate(nameOf(concrete));
    return row;
  }

  /** The model's class; undefined where this process has none of that name. */
  get modelClass(): ModelClass | undefined {
    return modelNamed(this.appLabel, this.model)?.model;
  }
}

function nameOf(meta: Meta): { appLabel: string; model: string } {
  return { appLabel: meta.label, model: meta.name.toLowerCase() };
}

/** The model of a content type. */
export function modelNamed(label: string, name: string): Meta | undefined {
  return knownModels().find((meta) => meta.label === label && meta.name.toLowerCase() === name);
}

/** Makes the content types of models that have none in a database. */
export async function createContentTypes(database: Database): Promise<void> {
  const own = metaOf(ContentType);
  const there = (await everyRow(own).using(database.alias).run()) as unknown as ContentType[];
  const known = new Set(there.map((row) => `${row.appLabel} ${row.model}`));
  const missing = knownModels()
    .filter((meta) => meta.options.proxy !== true && meta.options.automatic !== true)
    .map(nameOf)
    .filter((name) => !known.has(`${name.appLabel} ${name.model}`));
  const rows = missing.map((name) => new ContentType(name));
  if (rows.length > 0)
    await everyRow(own)
      .using(database.alias)
      .bulkCreate(rows as unknown as RowObject[], { ignoreConflicts: true });
}

/** The number of a model's content type, looked up by the statement itself. */
export class ContentTypeKey extends Expression {
  readonly meta: Meta;

  constructor(meta: Meta) {
    super();
    this.meta = meta.concrete;
  }

  override get detail(): string {
    return this.meta.path;
  }

  override get outputField(): Field {
    return metaOf(ContentType).pk;
  }

  override toSql(compiler: Compiler): string {
    const own = metaOf(ContentType);
    const { appLabel, model: name } = nameOf(this.meta);
    const column = (field: string): string => compiler.quote(own.field(field).column);
    return `(SELECT ${column("id")} FROM ${compiler.quote(own.table)} WHERE ${column("appLabel")} = ${compiler.bindFixed(appLabel)} AND ${column("model")} = ${compiler.bindFixed(name)})`;
  }

  override groupBy(): Expression[] {
    return [];
  }
}

setTypesMade(createContentTypes);
