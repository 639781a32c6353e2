/** Changes that the autodetector has found: operations, and what must be done before each of them. */

import { AddField, AlterField, FieldOperation, RemoveField } from "./field-operations.ts";
import { CreateModel, DeleteModel, ModelOperation, RenameModel } from "./model-operations.ts";
import { MoveModel } from "./moving.ts";
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
  /**
   * `there` waits for nothing new: what the blueprint's migrations have made so far must be there. `settled` waits for a model to have the
   * name and the blueprint that it is spoken of by, where it gets them now.
   */
  readonly what: "made" | "removed" | "altered" | "together" | "there" | "settled";
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
  if (dependency.what === "settled") return settles(operation, dependency.model);
  if (dependency.what === "made" && settles(operation, dependency.model)) return true;
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

/** Whether an operation gives a model the place that it is spoken of by. */
function settles(operation: ModelOperation, model: string): boolean {
  if (operation instanceof MoveModel) return operation.isAbout(model);
  return operation instanceof RenameModel && operation.to.toLowerCase() === model.toLowerCase();
}

/** What the autodetector works with: where it comes from, where it goes, and what it has found. */
export class Detection {
  /** The state that the migrations lead to; what has been found to be renamed has its new name in it. */
  from: ProjectState;
  readonly to: ProjectState;
  readonly questioner: Questioner;
  readonly changes: Change[] = [];
  /** The blueprints that models have left, by the keys that the models have now. */
  readonly #origins = new Map<string, string>();

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
    const change = { label, operation, dependencies: this.#withOrigins(dependencies) };
    if (isFirst) this.changes.unshift(change);
    else this.changes.push(change);
  }

  /** Notes an operation that gives a model another place. From then on it is known by that. */
  relocate(
    old: ModelState,
    fresh: ModelState,
    operation: RenameModel | MoveModel,
    dependencies: readonly Dependency[],
  ): void {
    const vacated = this.vacated(fresh);
    this.from = operation.stateForwards(fresh.label, this.from);
    if (old.label !== fresh.label) this.#origins.set(fresh.key, old.label);
    this.add(fresh.label, operation, [...dependencies, ...vacated]);
  }

  /** What must be done before a model takes a place that another one has left: that one must be gone from it. */
  vacated({ key, name }: ModelState): Dependency[] {
    const label = this.from.left.get(key);
    if (label === undefined) return [];
    return [
      { label, model: name, what: "there" },
      { label, model: name, what: "settled" },
    ];
  }

  /** What a model was so far is known where it came from. */
  #withOrigins(dependencies: readonly Dependency[]): readonly Dependency[] {
    return dependencies.flatMap((one) => {
      const label = this.#origins.get(`${one.label}.${one.model}`.toLowerCase());
      return one.what === "there" && label !== undefined ? [one, { ...one, label }] : [one];
    });
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

/** The models that a relation leads to, as they have been so far: they have their present names and places there. */
export function formerTargets(field: Field | undefined, model: ModelState): Dependency[] {
  if (field === undefined) return [];
  return relationDependencies(field, model).flatMap((one) => [
    { ...one, what: "there" as const },
    { ...one, what: "settled" as const },
  ]);
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
