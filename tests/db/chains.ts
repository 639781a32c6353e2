/** Makes up chains of query set calls, and runs them: for a comparison with Django. */

import { avg, count, F, f, max, min, model, Q, sum } from "../../src/db/index.ts";
import { newTable } from "./databases.ts";

/** What the names of the tables begin with. */
export const PREFIX = newTable();

export class Firm extends model(
  {
    name: f.char({ maxLength: 9 }),
    size: f.integer({ null: true }),
    get owner() {
      return f.foreignKey(Firm, { null: true, onDelete: "cascade", relatedName: "owned" });
    },
  },
  { table: `${PREFIX}_firm` },
) {}

export class Skill extends model(
  { label: f.char({ maxLength: 9 }), level: f.integer({ null: true }) },
  { table: `${PREFIX}_skill` },
) {}

export class Worker extends model(
  {
    name: f.char({ maxLength: 9, null: true }),
    age: f.integer({ null: true }),
    firm: f.foreignKey(Firm, { null: true, onDelete: "cascade", relatedName: "workers" }),
    get boss() {
      return f.foreignKey(Worker, { null: true, onDelete: "cascade", relatedName: "staff" });
    },
    skills: f.manyToMany(Skill, { table: `${PREFIX}_worker_skills`, relatedName: "workers" }),
  },
  { table: `${PREFIX}_worker` },
) {}

export class Badge extends model(
  {
    code: f.char({ maxLength: 9 }),
    worker: f.oneToOne(Worker, { onDelete: "cascade", relatedName: "badge" }),
  },
  { table: `${PREFIX}_badge` },
) {}

/** Fills the tables with rows that have gaps: nulls, rows without relatives, rows with several. */
export async function fillChains(): Promise<void> {
  const firms = await Firm.bulkCreate(
    [3, null, 5, 3, null].map((size, index) => ({ name: "abcab"[index]!, size })),
  );
  for (const [at, owner] of [
    [1, 0],
    [2, 0],
    [4, 2],
  ] as const)
    await Firm.filter({ pk: firms[at]!.pk }).update({ owner: firms[owner]! });
  const skills = await Skill.bulkCreate(
    [1, 2, null, 2].map((level, index) => ({ label: "abca"[index]!, level })),
  );
  const ages = [1, 2, null, 3, 2, null, 5, 3];
  const workers = await Worker.bulkCreate(
    ages.map((age, index) => ({
      name: index === 3 ? null : "abcdabcd"[index]!,
      age,
      firm: index === 5 ? null : firms[index % 4]!,
    })),
  );
  for (const [at, boss] of [
    [1, 0],
    [2, 0],
    [4, 1],
    [6, 2],
  ] as const)
    await Worker.filter({ pk: workers[at]!.pk }).update({ boss: workers[boss]! });
  for (const [at, some] of [
    [0, [0, 1]],
    [1, [1]],
    [2, [2, 3]],
    [4, [0, 2, 3]],
    [6, [3]],
  ] as const)
    await workers[at]!.skills.add(...some.map((index) => skills[index]!));
  await Badge.bulkCreate(
    [0, 2, 5].map((index) => ({ code: "xyzxyz"[index]!, worker: workers[index]! })),
  );
}

/** Models by their names, loosely: the chains are data. */
const MODELS = { Firm, Skill, Worker, Badge } as unknown as Record<string, { all(): LooseSet }>;

/** What the relations and columns of each model are. */
const SHAPE: Record<string, { columns: string[]; relations: Record<string, string> }> = {
  Firm: {
    columns: ["name", "size", "pk"],
    relations: { owner: "Firm", owned: "Firm", workers: "Worker" },
  },
  Skill: { columns: ["label", "level", "pk"], relations: { workers: "Worker" } },
  Worker: {
    columns: ["name", "age", "pk"],
    relations: { firm: "Firm", boss: "Worker", staff: "Worker", skills: "Skill", badge: "Badge" },
  },
  Badge: { columns: ["code", "pk"], relations: { worker: "Worker" } },
};
const NUMBERS = new Set(["size", "level", "age", "pk"]);
const AGGREGATES: Record<string, (path: string, options: object) => unknown> = {
  avg,
  count,
  max,
  min,
  sum,
};

/** A query set whose calls are data. */
interface LooseSet {
  [call: string]: (...given: unknown[]) => LooseSet;
}

/** A condition: one path, or several conditions under a word. */
export type Node = { path: string; value: unknown } | { op: "and" | "or" | "not"; parts: Node[] };

/** One call of a chain. */
export interface Step {
  call:
    | "filter"
    | "exclude"
    | "annotate"
    | "distinct"
    | "order"
    | "slice"
    | "group"
    | "values"
    | "count";
  where?: Node[];
  with?: Record<string, { kind: string; path: string; distinct?: boolean; filter?: Node }>;
  names?: string[];
  from?: number;
  to?: number;
}

/** A chain of calls on a model. */
export interface Chain {
  model: string;
  steps: Step[];
}

/** Random numbers that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Makes up chains. */
export class Inventor {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomOf(seed);
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!;
  }

  #relations(model: string, most: number): { path: string[]; model: string } {
    const path: string[] = [];
    let at = model;
    for (let hops = this.#below(most + 1); hops > 0; hops--) {
      const name = this.#one(Object.keys(SHAPE[at]!.relations));
      path.push(name);
      at = SHAPE[at]!.relations[name]!;
    }
    return { path, model: at };
  }

  #column(model: string, most = 2): { path: string; isNumber: boolean } {
    const found = this.#relations(model, most);
    const column = this.#one(SHAPE[found.model]!.columns);
    return { path: [...found.path, column].join("__"), isNumber: NUMBERS.has(column) };
  }

  #leaf(model: string): Node {
    const { path, isNumber } = this.#column(model);
    if (this.#below(8) === 0) {
      const relation = this.#relations(model, 2).path.join("__");
      if (relation !== "") return { path: `${relation}__isnull`, value: this.#below(2) === 0 };
    }
    if (!isNumber)
      return this.#one<Node>([
        { path, value: this.#one(["a", "b", "x"]) },
        { path: `${path}__gt`, value: "a" },
        { path: `${path}__isnull`, value: this.#below(2) === 0 },
        { path: `${path}__in`, value: ["a", "c"] },
      ]);
    return this.#one<Node>(
      [
        { path, value: this.#below(4) },
        { path: `${path}__gte`, value: this.#below(4) },
        { path: `${path}__in`, value: [1, 2] },
        { path: `${path}__isnull`, value: this.#below(2) === 0 },
        { path: `${path}__lt`, value: { f: this.#numeric(model) } },
        { path, value: null },
      ].filter((node) => !(node.value === null && path.endsWith("pk"))),
    );
  }

  /** A number to compare with. Not over relations to many rows: there Django joins them again, and gives rows twice. */
  #numeric(model: string): string {
    for (;;) {
      const { path, isNumber } = this.#column(model, 1);
      if (isNumber && !/^(owned|workers|staff|skills)__/.test(path)) return path;
    }
  }

  #condition(model: string, depth: number): Node {
    if (depth === 0 || this.#below(2) === 0) return this.#leaf(model);
    const op = this.#one(["and", "or", "not"] as const);
    const length = op === "not" ? 1 : 2 + this.#below(2);
    return { op, parts: Array.from({ length }, () => this.#condition(model, depth - 1)) };
  }

  #conditions(model: string): Node[] {
    return Array.from({ length: 1 + this.#below(2) }, () => this.#condition(model, 2));
  }

  #aggregate(model: string) {
    const relation = this.#one(Object.keys(SHAPE[model]!.relations));
    const kind = this.#one(Object.keys(AGGREGATES));
    const target = SHAPE[model]!.relations[relation]!;
    const column = SHAPE[target]!.columns.find((name) => NUMBERS.has(name))!;
    return {
      kind,
      path: kind === "count" ? relation : `${relation}__${column}`,
      ...(kind === "count" && { distinct: this.#below(2) === 0 }),
      ...(this.#below(4) === 0 && { filter: this.#leaf(model) }),
    };
  }

  /** Makes one up. */
  chain(): Chain {
    const model = this.#one(Object.keys(SHAPE));
    const steps: Step[] = [];
    let isAnnotated = false;
    for (let left = 1 + this.#below(3); left > 0; left--) {
      const kind = this.#below(10);
      if (kind < 4) steps.push({ call: "filter", where: this.#conditions(model) });
      else if (kind < 7) steps.push({ call: "exclude", where: this.#conditions(model) });
      else if (!isAnnotated) {
        isAnnotated = true;
        const column = SHAPE[model]!.columns[this.#below(2)]!;
        const isGrouped = this.#below(3) === 0;
        if (isGrouped) steps.push({ call: "group", names: [column] });
        steps.push({ call: "annotate", with: { found: this.#aggregate(model) } });
        if (this.#below(2) === 0)
          steps.push({ call: "filter", where: [{ path: "found__gte", value: this.#below(3) }] });
        if (isGrouped)
          return { model, steps: [...steps, { call: "values", names: [column, "found"] }] };
      }
    }
    if (this.#below(5) === 0) return { model, steps: [...steps, { call: "count" }] };
    if (!isAnnotated && this.#below(4) === 0) steps.push({ call: "distinct" });
    else {
      const { path } = this.#column(model);
      steps.push({ call: "order", names: [this.#below(2) === 0 ? path : `-${path}`, "pk"] });
      if (this.#below(3) === 0)
        steps.push({ call: "slice", from: this.#below(2), to: 3 + this.#below(3) });
    }
    const names = ["pk", ...(isAnnotated ? ["found"] : [])];
    return { model, steps: [...steps, { call: "values", names }] };
  }
}

function operandOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "f" in value ? F(value.f as string) : value;
}

function conditionOf(node: Node): ReturnType<typeof Q> {
  if ("path" in node) return Q({ [node.path]: operandOf(node.value) });
  const [first, ...others] = node.parts.map(conditionOf);
  if (node.op === "not") return first!.not() as ReturnType<typeof Q>;
  return (node.op === "and" ? first!.and(...others) : first!.or(...others)) as ReturnType<typeof Q>;
}

/** Runs a chain and gives its rows, or the number of them. */
export async function runChain({ model, steps }: Chain): Promise<unknown> {
  let set = MODELS[model]!.all();
  for (const step of steps) {
    if (step.call === "filter" || step.call === "exclude")
      set = set[step.call]!(...step.where!.map(conditionOf));
    else if (step.call === "annotate") {
      const { kind, path, filter, ...options } = step.with!["found"]!;
      const made = AGGREGATES[kind]!(path, {
        ...options,
        ...(filter && { filter: conditionOf(filter) }),
      });
      set = set["annotate"]!({ found: made });
    } else if (step.call === "order") set = set["orderBy"]!(...step.names!);
    else if (step.call === "slice") set = set["slice"]!(step.from, step.to);
    else if (step.call === "group") set = set["orderBy"]!()["values"]!(...step.names!);
    else if (step.call === "values") set = set["valuesList"]!(...step.names!);
    else set = set[step.call]!();
  }
  return set;
}
