/** Operations that run what the user wrote: code over the rows, statements, and changes that only the state or only the database sees. */

import { FlagonError } from "../../base/errors.ts";
import {
  type HistoricalModel,
  irreversible,
  type MigrationTools,
  Operation,
  type Step,
} from "./operation.ts";
import { renderingOf } from "./rendering.ts";
import type { Names } from "./serializer.ts";
import { arraySource, callSource, objectSource, type Source, textSource } from "./source.ts";
import type { ProjectState } from "./state.ts";

/** Code of a migration. */
export type MigrationCode = (tools: MigrationTools) => void | Promise<void>;

/** What operations that run what the user wrote take besides it. */
export interface CodeOptions {
  /** What undoes it. Without, the migration cannot be undone. */
  reverse?: MigrationCode;
  /** Whether squashing may leave it out. Default false. */
  elidable?: boolean;
  /** What it is called in plans. */
  name?: string;
}

/** Does nothing: the reverse of code that leaves nothing to undo. */
export function noop(): void {}

/** Runs code over the rows, with the models of that point of the history. */
export class RunCode extends Operation {
  readonly code: MigrationCode;
  readonly options: CodeOptions;

  constructor(code: MigrationCode, options: CodeOptions = {}) {
    super();
    this.code = code;
    this.options = options;
  }

  override get isReversible(): boolean {
    return this.options.reverse !== undefined;
  }

  override get isElidable(): boolean {
    return this.options.elidable === true;
  }

  override stateForwards(_label: string, state: ProjectState): ProjectState {
    return state;
  }

  override async databaseForwards(step: Step): Promise<void> {
    await run(this.code, step, step.from, this.describe());
  }

  override async databaseBackwards(step: Step): Promise<void> {
    const { reverse } = this.options;
    if (reverse === undefined)
      throw irreversible(
        "Code of a migration",
        this.describe(),
        "Give it `reverse`; noop where there is nothing to undo.",
      );
    await run(reverse, step, step.from, this.describe());
  }

  override describe(): string {
    const { name = this.code.name } = this.options;
    return name === "" ? "Run code" : `Run code: ${name}`;
  }

  override referencesModel(): boolean {
    return true;
  }

  override source(names: Names): Source {
    const [code, reverse] = [this.code, this.options.reverse].map((work) =>
      work === undefined ? undefined : sourceOfCode(work, names),
    );
    const options: [string, Source][] = [];
    if (reverse !== undefined) options.push(["reverse", reverse]);
    if (this.isElidable) options.push(["elidable", "true"]);
    const items = [code!, ...(options.length > 0 ? [objectSource(options)] : [])];
    return callSource(names.flagon("runCode", "flagon/db/migrations"), items);
  }
}

function sourceOfCode(work: MigrationCode, names: Names): string {
  if (work === noop) return names.flagon("noop", "flagon/db/migrations");
  const known = names.exported(work);
  if (known !== undefined) return known;
  throw new FlagonError("The code of a migration cannot be copied into another file.", {
    code: "migrations.not-writable",
    where: `runCode(${work.name})`,
    mend: "Export the function by its name from its migration, or copy the operation by hand.",
  });
}

async function run(
  work: MigrationCode,
  step: Step,
  state: ProjectState,
  where: string,
): Promise<void> {
  const { database } = step;
  if (database === undefined) return step.note("Code runs here, which no SQL can show.");
  const models = (path: string): HistoricalModel =>
    renderingOf(state, database.alias).model(path, where) as unknown as HistoricalModel;
  await work({ models, database });
}

/** What statements of a migration take besides them. */
export interface SqlOptions {
  /** The statements that undo it. Without, the migration cannot be undone. */
  reverse?: string | readonly string[];
  /** What they change of the models, so that the next `makemigrations` knows. */
  stateOperations?: readonly Operation[];
  elidable?: boolean;
}

/** Runs statements. */
export class RunSql extends Operation {
  readonly statements: readonly string[];
  readonly options: SqlOptions;

  constructor(sql: string | readonly string[], options: SqlOptions = {}) {
    super();
    this.statements = typeof sql === "string" ? [sql] : sql;
    this.options = options;
  }

  override get isReversible(): boolean {
    return this.options.reverse !== undefined;
  }

  override get isElidable(): boolean {
    return this.options.elidable === true;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    return stateAfter(this.options.stateOperations ?? [], label, state);
  }

  override async databaseForwards(step: Step): Promise<void> {
    for (const statement of this.statements) await step.execute(statement);
  }

  override async databaseBackwards(step: Step): Promise<void> {
    const { reverse } = this.options;
    if (reverse === undefined)
      throw irreversible(
        "SQL of a migration",
        this.describe(),
        'Give it `reverse`; "" where there is nothing to undo.',
      );
    const statements = typeof reverse === "string" ? [reverse] : reverse;
    for (const statement of statements) if (statement !== "") await step.execute(statement);
  }

  override describe(): string {
    return "Run SQL";
  }

  override source(names: Names): Source {
    const { reverse, stateOperations = [] } = this.options;
    const texts = (list: readonly string[]): Source =>
      list.length === 1 ? textSource(list[0]!) : arraySource(list.map(textSource));
    const options: [string, Source][] = [];
    if (reverse !== undefined)
      options.push(["reverse", texts(typeof reverse === "string" ? [reverse] : reverse)]);
    if (stateOperations.length > 0)
      options.push(["stateOperations", listOf(stateOperations, names)]);
    if (this.isElidable) options.push(["elidable", "true"]);
    const items = [texts(this.statements), ...(options.length > 0 ? [objectSource(options)] : [])];
    return callSource(names.flagon("runSql", "flagon/db/migrations"), items);
  }
}

function listOf(operations: readonly Operation[], names: Names): Source {
  return arraySource(operations.map((operation) => operation.source(names)));
}

/** The state after operations in their order. */
export function stateAfter(
  operations: readonly Operation[],
  label: string,
  state: ProjectState,
): ProjectState {
  return operations.reduce((before, operation) => operation.stateForwards(label, before), state);
}

/** Does some operations to the state and others to the database. */
export class SeparateDatabaseAndState extends Operation {
  readonly database: readonly Operation[];
  readonly state: readonly Operation[];

  constructor(parts: { database?: readonly Operation[]; state?: readonly Operation[] }) {
    super();
    this.database = parts.database ?? [];
    this.state = parts.state ?? [];
  }

  override get isReversible(): boolean {
    return this.database.every((operation) => operation.isReversible);
  }

  override get isConcurrent(): boolean {
    return this.database.some((operation) => operation.isConcurrent);
  }

  override get takesOver(): boolean {
    return [...this.database, ...this.state].some((operation) => operation.takesOver);
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    return stateAfter(this.state, label, state);
  }

  override async databaseForwards(step: Step): Promise<void> {
    let state = step.from;
    for (const operation of this.database) {
      const next = operation.stateForwards(step.label, state);
      await operation.databaseForwards({ ...step, from: state, to: next });
      state = next;
    }
  }

  override async databaseBackwards(step: Step): Promise<void> {
    const states = [step.to];
    for (const operation of this.database)
      states.push(operation.stateForwards(step.label, states.at(-1)!));
    for (const [at, operation] of [...this.database.entries()].toReversed()) {
      const own = { ...step, from: states[at + 1]!, to: states[at]! };
      await operation.databaseBackwards(own);
    }
  }

  override describe(): string {
    return "Change state and database apart";
  }

  override source(names: Names): Source {
    return callSource(names.flagon("separateDatabaseAndState", "flagon/db/migrations"), [
      objectSource([
        ["database", listOf(this.database, names)],
        ["state", listOf(this.state, names)],
      ]),
    ]);
  }
}
