/** Operations on fields: add, remove, alter, rename. */

import { FlagonError } from "../../base/errors.ts";
import type { Field } from "../fields/field.ts";
import { Decimal } from "../decimal.ts";
import { DecimalField } from "../fields/decimals.ts";
import { AutoField, BigIntegerField, IntegerField } from "../fields/integers.ts";
import { BooleanField, FloatField } from "../fields/numbers.ts";
import { ManyToMany } from "../fields/relations.ts";
import { CharField, TextField } from "../fields/text.ts";
import type { Meta } from "../meta.ts";
import { alterKeysBetween } from "./between-keys.ts";
import { refuseReferenced, refuseReferencedKey } from "./key-references.ts";
import { DeleteModel, ModelOperation } from "./model-operations.ts";
import { metaAt, type Operation, type Step } from "./operation.ts";
import { refersTo } from "./places.ts";
import { withFieldRenamed } from "./renaming.ts";
import { fieldSource, type Names, optionsSource } from "./serializer.ts";
import { callSource, objectSource, type Source, textSource } from "./source.ts";
import { type ModelState, type ProjectState } from "./state.ts";

/** The value for rows that are there, where a column without NULL and without a default is added, or loses its NULLs. */
export interface FillOptions {
  fill?: unknown;
  /** Lets others read and write the table meanwhile, on PostgreSQL; in a migration with `atomic: false`. Default false. */
  online?: boolean;
}

/** What operations on one field have in common. */
export abstract class FieldOperation extends ModelOperation {
  readonly field: string;

  constructor(model: string, field: string) {
    super(model);
    this.field = field;
  }

  /** The field as people write it: `Article.slug`. */
  get path(): string {
    return `${this.name}.${this.field}`;
  }

  /** Whether it is about the same field as another operation. */
  isAboutField(other: FieldOperation): boolean {
    return this.isAbout(other.name) && this.field === other.field;
  }

  override referencesField(model: string, field: string, label: string): boolean {
    return this.isAbout(model) ? this.field === field : this.referencesModel(model, label);
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    const reduced = super.reduce(other, label);
    return reduced !== false ? reduced : !other.referencesField(this.name, this.field, label);
  }

  /** A field in a model's meta, the one with that name of its own table or between. */
  protected fieldOf(meta: Meta, name = this.field): Field {
    const found = [...meta.localFields, ...meta.manyToMany, meta.pk].find(
      (field) => field.name === name,
    );
    if (found !== undefined) return found;
    throw new FlagonError(`${meta.path} has no field "${name}" of its own.`, {
      code: "migrations.unknown-field",
      where: this.describe(),
      mend: "Compare the operation with the migrations before it.",
    });
  }

  protected withField(state: ProjectState, label: string, change: FieldsChange): ProjectState {
    const model = this.modelIn(state, label);
    const fields = new Map(model.fields);
    change(fields, model);
    return state.with(model.with({ fields }));
  }
}

type FieldsChange = (fields: Map<string, Field>, model: ModelState) => void;

function callOf(
  name: string,
  operation: FieldOperation & { given: Field; options: FillOptions },
  names: Names,
): Source {
  const items: Source[] = [
    textSource(operation.path),
    fieldSource(operation.given, names, operation.path),
  ];
  const { fill, online } = operation.options;
  const options = { ...(fill !== undefined && { fill }), ...(online === true && { online }) };
  if (Object.keys(options).length > 0) items.push(optionsSource(options, names, operation.path));
  return callSource(names.flagon(name, "flagon/db/migrations"), items);
}

/** An operation that is given a field, and what rows that are there get. */
abstract class GivenFieldOperation extends FieldOperation {
  readonly given: Field;
  readonly options: FillOptions;

  constructor(model: string, field: string, given: Field, options: FillOptions = {}) {
    super(model, field);
    this.given = given;
    this.options = options;
  }

  override get isConcurrent(): boolean {
    return this.options.online === true;
  }
}

/** Adds a field and its column, or the table between. */
export class AddField extends GivenFieldOperation {
  override stateForwards(label: string, state: ProjectState): ProjectState {
    return this.withField(state, label, (fields) => {
      if (fields.has(this.field)) throw fieldTwice(this);
      fields.set(this.field, this.given);
    });
  }

  override databaseForwards({ label, to, editor, allows }: Step): void {
    if (!allows(this.modelIn(to, label))) return;
    const after = metaAt(to, label, this.name);
    editor.addField(after, this.fieldOf(after), this.options);
  }

  override databaseBackwards({ label, from, to, editor, allows }: Step): void {
    if (!allows(this.modelIn(from, label))) return;
    const before = metaAt(from, label, this.name);
    editor.removeField(before, metaAt(to, label, this.name), this.fieldOf(before));
  }

  override describe(): string {
    return `Add field ${this.field} to ${this.name}`;
  }

  override get nameFragment(): string {
    return `${this.name.toLowerCase()}_${this.field.toLowerCase()}`;
  }

  override referencesModel(name: string, label: string): boolean {
    return this.isAbout(name) || refersTo(this.given, `${label}.${name}`.toLowerCase(), label);
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    if (other instanceof FieldOperation && this.isAboutField(other)) {
      if (other instanceof AlterField)
        return [new AddField(this.name, this.field, other.given, this.options)];
      if (other instanceof RemoveField) return [];
      if (other instanceof RenameField)
        return [new AddField(this.name, other.to, this.given, this.options)];
    }
    return super.reduce(other, label);
  }

  override source(names: Names): Source {
    return callOf("addField", this, names);
  }
}

function fieldTwice({ path }: FieldOperation): FlagonError {
  return new FlagonError(`The field ${path} is there already at this point of the history.`, {
    code: "migrations.field-twice",
    where: `the operation on ${path}`,
    mend: "Take one of the two operations out, or rename one of the fields.",
  });
}

/** Removes a field and its column, or the table between. */
export class RemoveField extends FieldOperation {
  readonly options: FillOptions;

  constructor(model: string, field: string, options: FillOptions = {}) {
    super(model, field);
    this.options = options;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    return this.withField(state, label, (fields, model) => {
      model.field(this.field, this.describe());
      fields.delete(this.field);
    });
  }

  override databaseForwards({ label, from, to, editor, allows }: Step): void {
    if (!allows(this.modelIn(from, label))) return;
    const before = metaAt(from, label, this.name);
    const field = this.fieldOf(before);
    refuseReferenced(before, field, this.describe());
    editor.removeField(before, metaAt(to, label, this.name), field);
  }

  /** The values are gone: rows get what the operation says, else the empty value of the column. */
  override databaseBackwards({ label, to, editor, allows }: Step): void {
    if (!allows(this.modelIn(to, label))) return;
    const after = metaAt(to, label, this.name);
    const field = this.fieldOf(after);
    const { fill = emptyValue(field) } = this.options;
    editor.addField(after, field, fill === undefined ? {} : { fill });
  }

  override describe(): string {
    return `Remove field ${this.field} from ${this.name}`;
  }

  override get nameFragment(): string {
    return `remove_${this.name.toLowerCase()}_${this.field.toLowerCase()}`;
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    return other instanceof DeleteModel && other.isAbout(this.name)
      ? [other]
      : super.reduce(other, label);
  }

  override source(names: Names): Source {
    const items: Source[] = [textSource(this.path)];
    if (this.options.fill !== undefined)
      items.push(optionsSource({ fill: this.options.fill }, names, this.path));
    return callSource(names.flagon("removeField", "flagon/db/migrations"), items);
  }
}

/** The empty value of a column that takes no null; undefined where the field has its own, or no value is empty. */
function emptyValue(field: Field): unknown {
  if (field.isNullable || field.hasDefault || field.options.unique === true) return undefined;
  if (field instanceof CharField || field instanceof TextField) return "";
  if (field instanceof BooleanField) return false;
  if (field instanceof BigIntegerField && field.mode === "bigint") return 0n;
  if (field instanceof AutoField) return undefined;
  if (field instanceof IntegerField || field instanceof BigIntegerField) return 0;
  if (field instanceof FloatField) return 0;
  return field instanceof DecimalField ? Decimal.ZERO : undefined;
}

/** Changes a field: its type, its options, what it refers to. */
export class AlterField extends GivenFieldOperation {
  override stateForwards(label: string, state: ProjectState): ProjectState {
    return this.withField(state, label, (fields, model) => {
      model.field(this.field, this.describe());
      fields.set(this.field, this.given);
    });
  }

  override databaseForwards(step: Step): void {
    this.#alter(step, this.options);
  }

  override databaseBackwards(step: Step): void {
    this.#alter(step, {});
  }

  #alter(step: Step, options: FillOptions): void {
    const { label, from, to, editor, allows } = step;
    if (!allows(this.modelIn(to, label))) return;
    const [before, after] = [metaAt(from, label, this.name), metaAt(to, label, this.name)];
    const [one, other] = [this.fieldOf(before), this.fieldOf(after)];
    if (one instanceof ManyToMany && other instanceof ManyToMany) this.#keepThrough(one, other);
    if (before.pk === one && after.pk !== other) refuseReferencedKey(before, one, this.describe());
    editor.alterField(before, after, one, other, options);
    if (before.pk === one && after.pk === other && one.kind !== other.kind)
      alterKeysBetween(step, after, other);
  }

  /** The rows between would be in another table. */
  #keepThrough(one: ManyToMany, other: ManyToMany): void {
    const isOwn = (field: ManyToMany): boolean => field.options.through !== undefined;
    if (isOwn(one) === isOwn(other)) return;
    throw new FlagonError(
      `${this.path} ${isOwn(other) ? "got a model between" : "lost the model between"}: its rows would be in another table.`,
      {
        code: "migrations.through-changed",
        where: this.describe(),
        mend: "See docs/db/migrations.md, A model between: the table is kept, and only the state changes.",
      },
    );
  }

  override describe(): string {
    return `Alter field ${this.field} on ${this.name}`;
  }

  override get nameFragment(): string {
    return `alter_${this.name.toLowerCase()}_${this.field.toLowerCase()}`;
  }

  override referencesModel(name: string, label: string): boolean {
    return this.isAbout(name) || refersTo(this.given, `${label}.${name}`.toLowerCase(), label);
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    if (other instanceof FieldOperation && this.isAboutField(other)) {
      if (other instanceof AlterField) {
        const options = { ...this.options, ...other.options };
        return [new AlterField(this.name, this.field, other.given, options)];
      }
      if (other instanceof RemoveField) return [other];
      if (other instanceof RenameField && this.given.options.column === undefined)
        return [other, new AlterField(this.name, other.to, this.given, this.options)];
    }
    if (other instanceof DeleteModel && other.isAbout(this.name)) return [other];
    return super.reduce(other, label);
  }

  override source(names: Names): Source {
    return callOf("alterField", this, names);
  }
}

/** Renames a field and its column, and names it anew where indexes, constraints and other fields speak of it. */
export class RenameField extends FieldOperation {
  readonly to: string;

  constructor(model: string, field: string, to: string) {
    super(model, field);
    this.to = to;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    const model = this.modelIn(state, label);
    model.field(this.field, this.describe());
    if (model.fields.has(this.to)) throw fieldTwice(new RemoveField(this.name, this.to));
    return withFieldRenamed(state, model, this.field, this.to);
  }

  override databaseForwards(step: Step): void {
    this.#rename(step, this.field, this.to);
  }

  override databaseBackwards(step: Step): void {
    this.#rename(step, this.to, this.field);
  }

  #rename({ label, from, to, editor, allows }: Step, old: string, name: string): void {
    if (!allows(this.modelIn(to, label))) return;
    const [before, after] = [metaAt(from, label, this.name), metaAt(to, label, this.name)];
    const [one, other] = [this.fieldOf(before, old), this.fieldOf(after, name)];
    if (one instanceof ManyToMany || one.column !== other.column)
      editor.alterField(before, after, one, other, {});
  }

  override describe(): string {
    return `Rename field ${this.field} on ${this.name} to ${this.to}`;
  }

  override get nameFragment(): string {
    return `rename_${this.field.toLowerCase()}_${this.name.toLowerCase()}_${this.to.toLowerCase()}`;
  }

  override referencesField(model: string, field: string, label: string): boolean {
    return super.referencesField(model, field, label) || (this.isAbout(model) && field === this.to);
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    if (other instanceof RenameField && this.isAbout(other.name) && this.to === other.field)
      return [new RenameField(this.name, this.field, other.to)];
    const reduced = super.reduce(other, label);
    return reduced === true && !other.isElidable
      ? !other.referencesField(this.name, this.to, label)
      : reduced;
  }

  override source(names: Names): Source {
    return callSource(names.flagon("renameField", "flagon/db/migrations"), [
      textSource(this.path),
      objectSource([["to", textSource(this.to)]]),
    ]);
  }
}
