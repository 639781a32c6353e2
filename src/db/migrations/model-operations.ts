/** Operations on whole models: make, delete, rename, another table, other options. */

import { FlagonError } from "../../base/errors.ts";
import type { Field } from "../fields/field.ts";
import type { Meta } from "../meta.ts";
import { metaAt, Operation, type Step } from "./operation.ts";
import { renameBetween, refersTo, relocated, renameTables } from "./places.ts";
import { fieldSource, type Names, optionsSource } from "./serializer.ts";
import { callSource, objectSource, type Source, textSource } from "./source.ts";
import { fullName, ModelState, type ProjectState, type StateOptions } from "./state.ts";

/** The options of a model in a migration: those that models take, and what the model extends. */
export interface CreateModelOptions extends StateOptions {
  /** The model with a table that this one extends: `catalog.Place`. */
  extends?: string;
}

/** What operations on one model have in common. */
export abstract class ModelOperation extends Operation {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  /** Whether it is about that model. */
  isAbout(name: string): boolean {
    return this.name.toLowerCase() === name.toLowerCase();
  }

  override referencesModel(name: string, _label: string): boolean {
    return this.isAbout(name);
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    const reduced = super.reduce(other, label);
    return reduced !== false ? reduced : !other.referencesModel(this.name, label);
  }

  /** The model in a state. */
  protected modelIn(state: ProjectState, label: string): ModelState {
    return state.get(label, this.name, this.describe());
  }
}

/** Makes a model and its table. */
export class CreateModel extends ModelOperation {
  readonly fields: ReadonlyMap<string, Field>;
  readonly options: CreateModelOptions;

  constructor(name: string, fields: ReadonlyMap<string, Field>, options: CreateModelOptions = {}) {
    super(name);
    this.fields = fields;
    this.options = options;
  }

  /** The same with other parts. */
  with(parts: { fields?: ReadonlyMap<string, Field>; options?: CreateModelOptions }): CreateModel {
    return new CreateModel(this.name, parts.fields ?? this.fields, parts.options ?? this.options);
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    if (state.find(label, this.name) !== undefined) throw twice(label, this.name);
    const { extends: parent, ...options } = this.options;
    const { name, fields } = this;
    const path = parent === undefined ? undefined : fullName(parent, label);
    return state.with(new ModelState({ label, name, fields, options, parent: path }));
  }

  override databaseForwards({ label, to, editor, allows }: Step): void {
    if (allows(this.modelIn(to, label))) createTables(metaAt(to, label, this.name), editor);
  }

  override databaseBackwards({ label, from, editor, allows }: Step): void {
    if (allows(this.modelIn(from, label))) dropTables(metaAt(from, label, this.name), editor);
  }

  override describe(): string {
    return `Create ${this.options.proxy === true ? "proxy model" : "model"} ${this.name}`;
  }

  override get nameFragment(): string {
    return this.name.toLowerCase();
  }

  override referencesModel(name: string, label: string): boolean {
    if (this.isAbout(name)) return true;
    const path = `${label}.${name}`.toLowerCase();
    const { extends: parent } = this.options;
    if (parent !== undefined && fullName(parent, label).toLowerCase() === path) return true;
    return [...this.fields.values()].some((field) => refersTo(field, path, label));
  }

  override source(names: Names): Source {
    const where = `model ${this.name}`;
    const fields = [...this.fields].map(
      ([name, field]) => [name, fieldSource(field, names, `${this.name}.${name}`)] as const,
    );
    const items = [textSource(this.name), objectSource(fields, { isBroken: true })];
    const { extends: parent, ...rest } = this.options;
    const options = { ...(parent !== undefined && { extends: parent }), ...rest };
    if (Object.keys(options).length > 0)
      items.push(optionsSource(options as Record<string, unknown>, names, where));
    return callSource(names.flagon("createModel", "flagon/db/migrations"), items);
  }
}

/** Makes the error for a model whose name is taken. */
export function twice(label: string, name: string, where = `createModel("${name}")`): FlagonError {
  return new FlagonError(`The model ${label}.${name} is made twice.`, {
    code: "migrations.model-twice",
    where,
    mend: "Take one of the two operations out, or rename one of the models.",
  });
}

/** Makes a model's table and those between it and others. */
export function createTables(meta: Meta, editor: Step["editor"]): void {
  editor.createTable(meta);
  for (const through of throughsOf(meta)) editor.createTable(through);
}

/** Drops a model's table, those between it and others first. */
export function dropTables(meta: Meta, editor: Step["editor"]): void {
  for (const through of throughsOf(meta)) editor.dropTable(through);
  editor.dropTable(meta);
}

function throughsOf(meta: Meta): Meta[] {
  return meta.manyToMany
    .map((field) => field.through)
    .filter((through) => through.options.automatic === true);
}

/** Deletes a model and its table. */
export class DeleteModel extends ModelOperation {
  override stateForwards(label: string, state: ProjectState): ProjectState {
    return state.without(this.modelIn(state, label));
  }

  override databaseForwards({ label, from, editor, allows }: Step): void {
    if (allows(this.modelIn(from, label))) dropTables(metaAt(from, label, this.name), editor);
  }

  override databaseBackwards({ label, to, editor, allows }: Step): void {
    if (allows(this.modelIn(to, label))) createTables(metaAt(to, label, this.name), editor);
  }

  override describe(): string {
    return `Delete model ${this.name}`;
  }

  override get nameFragment(): string {
    return `delete_${this.name.toLowerCase()}`;
  }

  // What else refers to the model cannot be known from here.
  override referencesModel(): boolean {
    return true;
  }

  override source(names: Names): Source {
    return callSource(names.flagon("deleteModel", "flagon/db/migrations"), [textSource(this.name)]);
  }
}

/** Renames a model, its table, and the columns by which tables between refer to it. */
export class RenameModel extends ModelOperation {
  readonly to: string;

  constructor(name: string, to: string) {
    super(name);
    this.to = to;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    const before = this.modelIn(state, label);
    if (
      this.to.toLowerCase() !== this.name.toLowerCase() &&
      state.find(label, this.to) !== undefined
    )
      throw twice(label, this.to);
    return relocated(state, before, { label, name: this.to });
  }

  override async databaseForwards(step: Step): Promise<void> {
    await this.#rename(step, this.name, this.to);
  }

  override async databaseBackwards(step: Step): Promise<void> {
    await this.#rename(step, this.to, this.name);
  }

  async #rename(step: Step, old: string, name: string): Promise<void> {
    const { label } = step;
    await renameTables(step, { label, name: old }, { label, name }, this.describe());
  }

  override describe(): string {
    return `Rename model ${this.name} to ${this.to}`;
  }

  override get nameFragment(): string {
    return `rename_${this.name.toLowerCase()}_${this.to.toLowerCase()}`;
  }

  override referencesModel(name: string, label: string): boolean {
    return super.referencesModel(name, label) || this.to.toLowerCase() === name.toLowerCase();
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    if (other instanceof RenameModel && other.isAbout(this.to))
      return [new RenameModel(this.name, other.to)];
    const reduced = super.reduce(other, label);
    return reduced === true ? !other.referencesModel(this.to, label) : reduced;
  }

  override source(names: Names): Source {
    return callSource(names.flagon("renameModel", "flagon/db/migrations"), [
      textSource(this.name),
      objectSource([["to", textSource(this.to)]]),
    ]);
  }
}

/** Gives a model another table, and the tables between it and others the names that follow from it. */
export class AlterModelTable extends ModelOperation {
  readonly table: string | undefined;

  constructor(name: string, table: string | undefined) {
    super(name);
    this.table = table;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    const { table } = this;
    const model = this.modelIn(state, label);
    return state.with(model.withOptions({ table } as StateOptions));
  }

  override databaseForwards({ label, from, to, editor, allows }: Step): void {
    if (!allows(this.modelIn(to, label))) return;
    const [before, after] = [metaAt(from, label, this.name), metaAt(to, label, this.name)];
    if (before.table === after.table) return;
    editor.renameTable(before, after);
    for (const field of before.manyToMany) renameBetween(field, after, editor);
  }

  override databaseBackwards(step: Step): void {
    this.databaseForwards(step);
  }

  override describe(): string {
    return `Rename table for ${this.name} to ${this.table ?? "its default name"}`;
  }

  override get nameFragment(): string {
    return `alter_${this.name.toLowerCase()}_table`;
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    const isSame = other instanceof AlterModelTable || other instanceof DeleteModel;
    return isSame && other.isAbout(this.name) ? [other] : super.reduce(other, label);
  }

  override source(names: Names): Source {
    const options = optionsSource({ table: this.table }, names, this.describe());
    return callSource(names.flagon("alterModelTable", "flagon/db/migrations"), [
      textSource(this.name),
      options,
    ]);
  }
}

/** Gives a model's table another comment. */
export class AlterModelComment extends ModelOperation {
  readonly comment: string | undefined;

  constructor(name: string, comment: string | undefined) {
    super(name);
    this.comment = comment;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    const { comment } = this;
    const model = this.modelIn(state, label);
    return state.with(model.withOptions({ comment } as StateOptions));
  }

  override databaseForwards({ label, from, to, editor, allows }: Step): void {
    if (allows(this.modelIn(to, label)))
      editor.alterTableComment(metaAt(from, label, this.name), metaAt(to, label, this.name));
  }

  override databaseBackwards(step: Step): void {
    this.databaseForwards(step);
  }

  override describe(): string {
    return `Alter the comment on the table of ${this.name}`;
  }

  override get nameFragment(): string {
    return `alter_${this.name.toLowerCase()}_comment`;
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    const isSame = other instanceof AlterModelComment || other instanceof DeleteModel;
    return isSame && other.isAbout(this.name) ? [other] : super.reduce(other, label);
  }

  override source(names: Names): Source {
    const options = optionsSource({ comment: this.comment }, names, this.describe());
    return callSource(names.flagon("alterModelComment", "flagon/db/migrations"), [
      textSource(this.name),
      options,
    ]);
  }
}
