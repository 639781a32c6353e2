/** Changes that the autodetector has found: operations, and what must be done before each of them. */

import { AddField, AlterField, FieldOperation, RemoveField } from "./field-operations.ts";
import { CreateModel, DeleteModel, ModelOperation, RenameModel } from "./model-operations.ts";
import type { Operation } from "./operation.ts";
import { AlterUniqueTogether } from "./option-operations.ts";
import type { Questioner } from "./questioner.ts";
import { constantOf, fieldSource, type Names, sourceOf } from "./serializer.ts";
import { flatten, layOut } from "./source.ts";
import { Expression } from "../expression.ts";
import { keyOf } from "./expression-source.ts";
import type { Field } from "../fields/field.ts";
import { ManyToMany } from "../fields/relations.ts";
import { isRelation, type ModelState, type ProjectState, targetOf, throughOf } from "./state.ts";

/** What must be done before an operation, where it is to be done at all. */
export interface Dependency {
  readonly label: string;
  readonly model: string;
  readonly field?: string;
  /** `there` waits for nothing new: what the blueprint's migrations have made so far must be there. */
  readonly what: "made" | "removed" | "altered" | "together" | "there";
}

/** An operation with what must come before it. */
export interface Change {
  readonly label: string;
  readonly operation: Operation;
  readonly dependencies: readonly Dependency[];
}

/** Whether an operation is what another one waits for. */
export function satisfies({ label, operation }: Change, dependency: Dependency): boolean {
  if (label !== dependency.label || !(operation instanceof ModelOperation)) return false;
  if (operation instanceof RenameModel && dependency.what === "made")
    return operation.to.toLowerCase() === dependency.model.toLowerCase();
  if (!operation.isAbout(dependency.model)) return false;
  const { field, what } = dependency;
  if (what === "there") return false;
  if (what === "together") return operation instanceof AlterUniqueTogether;
  if (field === undefined)
    return what === "made" ? operation instanceof CreateModel : operation instanceof DeleteModel;
  if (what === "made" && operation instanceof CreateModel) return operation.fields.has(field);
  if (!(operation instanceof FieldOperation) || operation.field !== field) return false;
  const Kind = { made: AddField, removed: RemoveField, altered: AlterField }[what];
  return operation instanceof Kind;
}

/** What the autodetector works with: where it comes from, where it goes, and what it has found. */
export class Detection {
  /** The state that the migrations lead to; what has been found to be renamed has its new name in it. */
  from: ProjectState;
  readonly to: ProjectState;
  readonly questioner: Questioner;
  readonly changes: Change[] = [];

  constructor(from: ProjectState, to: ProjectState, questioner: Questioner) {
    this.from = from;
    this.to = to;
    this.questioner = questioner;
  }

  /** Notes an operation. What makes models goes before everything else. */
  add(
    label: string,
    operation: Operation,
    dependencies: readonly Dependency[] = [],
    { isFirst = false } = {},
  ): void {
    const change = { label, operation, dependencies };
    if (isFirst) this.changes.unshift(change);
    else this.changes.push(change);
  }

  /** The models that are there before and after, sorted by name. */
  get kept(): (readonly [from: ModelState, to: ModelState])[] {
    return [...this.from.models.values()]
      .flatMap((model) => {
        const other = this.to.models.get(model.key);
        return other !== undefined && isSameKind(model, other) ? [[model, other] as const] : [];
      })
      .toSorted(([one], [other]) => compareKeys(one, other));
  }

  get created(): ModelState[] {
    return without(this.to, this.from);
  }

  get deleted(): ModelState[] {
    return without(this.from, this.to);
  }
}

/** The models of one state that another has not, sorted by name. */
function without(state: ProjectState, other: ProjectState): ModelState[] {
  return [...state.models.values()]
    .filter((model) => {
      const found = other.models.get(model.key);
      return found === undefined || !isSameKind(model, found);
    })
    .toSorted(compareKeys);
}

/** A model with a table and a proxy are never the same model. */
function isSameKind(one: ModelState, other: ModelState): boolean {
  return (one.options.proxy === true) === (other.options.proxy === true);
}

/** Orders models by their names. */
export function compareKeys(one: ModelState, other: ModelState): number {
  return one.key < other.key ? -1 : Number(one.key > other.key);
}

/** What a relation of a model must wait for: its target, and the model between. */
export function relationDependencies(field: Field, model: ModelState): Dependency[] {
  if (!isRelation(field)) return [];
  const through = field instanceof ManyToMany ? throughOf(field, model) : undefined;
  return [targetOf(field, model), ...(through === undefined ? [] : [through])].map(made);
}

/** The models that a relation leads to, as they have been so far: they have their present names there. */
export function formerTargets(field: Field | undefined, model: ModelState): Dependency[] {
  if (field === undefined) return [];
  return relationDependencies(field, model).map((one) => ({ ...one, what: "there" }));
}

/** A model that must be there. */
export function made(path: string): Dependency {
  const [label, model] = path.split(".", 2) as [string, string];
  return { label, model, what: "made" };
}

const numbers = new WeakMap<object, number>();
let last = 0;

/** What stands for a thing that is the same wherever it is. */
function identity(value: object): string {
  let number = numbers.get(value);
  if (number === undefined) numbers.set(value, (number = ++last));
  return `#${number}`;
}

/** Names for comparing: what is exported is itself, and a function written where it stands is what it says. */
const COMPARED: Names = {
  flagon: (name) => name,
  exported(value) {
    if (typeof value !== "function" || !isDeclared(value)) return undefined;
    return constantOf(value as () => unknown) === undefined ? identity(value) : undefined;
  },
  unknown(value) {
    if (value instanceof Expression) return keyOf(value);
    return typeof value === "function" ? Function.prototype.toString.call(value) : identity(value);
  },
};

function isDeclared(value: object): boolean {
  return /^(?:async )?(?:function|class)\b/.test(Function.prototype.toString.call(value));
}

const texts = new WeakMap<Field, string>();

/** A field as a text: two fields are the same where their texts are. */
export function textOfField(field: Field): string {
  let text = texts.get(field);
  if (text === undefined)
    texts.set(field, (text = compared(() => fieldSource(field, COMPARED, ""))));
  return text;
}

/** Any value of a state as a text for comparing. */
export function textOf(value: unknown): string {
  return compared(() => sourceOf(value, COMPARED, ""));
}

function compared(write: () => ReturnType<typeof sourceOf>): string {
  const source = write();
  return flatten(source) ?? layOut(source);
}
