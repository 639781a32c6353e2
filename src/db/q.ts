/** Conditions as users write them: `Q({ views__gt: 3 }).or({ … })`. */

import type { Compiler } from "./compiler.ts";
import { Expression } from "./expression.ts";
import { conditionsOf } from "./filters.ts";
import type { Scope } from "./scope.ts";
import type { AnyConditions } from "./typing/conditions.ts";
import type { AnyExpression } from "./typing/expressions.ts";
import type { ConditionsIn, ConditionsOf } from "./typing/terms.ts";
import { Given } from "./values.ts";
import type { Connector } from "./where.ts";

/** One path with its lookup and the value it is compared with. */
export class Condition extends Expression {
  readonly path: string;
  readonly value: Expression;

  constructor(path: string, value: Expression) {
    super();
    this.path = path;
    this.value = value;
  }

  override get parts(): readonly Expression[] {
    return [this.value];
  }

  override withParts([value]: readonly Expression[]): Expression {
    return new Condition(this.path, value!);
  }

  override get detail(): string {
    return this.path;
  }

  override resolve(scope: Scope): Expression {
    return conditionsOf(new QNode("AND", [this]), scope);
  }

  override toSql(_compiler: Compiler): string {
    throw new TypeError("A condition is resolved before it is written.");
  }
}

/** What a condition is made of: names with values, other conditions, or an expression that is true or false. */
export type Conditions =
  | Readonly<Record<string, unknown>>
  | Expression
  | AnyExpression
  | AnyConditions<unknown>;

/** Conditions under one connector, to be put together and turned round. */
export class QNode extends Expression {
  readonly connector: Connector;
  readonly negated: boolean;
  readonly #parts: readonly Expression[];

  constructor(connector: Connector, parts: readonly Expression[], negated = false) {
    super();
    this.connector = connector;
    this.#parts = parts;
    this.negated = negated;
  }

  override get parts(): readonly Expression[] {
    return this.#parts;
  }

  override get detail(): string {
    return `${this.connector}${this.negated ? "!" : ""}`;
  }

  override withParts(parts: readonly Expression[]): QNode {
    return new QNode(this.connector, parts, this.negated);
  }

  override get isCondition(): boolean {
    return true;
  }

  override resolve(scope: Scope): Expression {
    return conditionsOf(this, scope);
  }

  /** Both must hold. */
  and(...others: readonly Conditions[]): QNode {
    return this.#with("AND", others);
  }

  /** One of them must hold. */
  or(...others: readonly Conditions[]): QNode {
    return this.#with("OR", others);
  }

  /** An odd number of them must hold: of two, exactly one. */
  xor(...others: readonly Conditions[]): QNode {
    return this.#with("XOR", others);
  }

  /** Holds where this does not. No condition at all is none when turned round, too. */
  not(): QNode {
    if (this.parts.length === 0) return this;
    return new QNode("AND", [this], true);
  }

  #with(connector: Connector, others: readonly Conditions[]): QNode {
    const nodes = [this, ...others.map(toQ)].filter((node) => node.parts.length > 0);
    if (nodes.length === 1) return nodes[0]!;
    return new QNode(
      connector,
      nodes.flatMap((node) =>
        !node.negated && (node.connector === connector || node.parts.length === 1)
          ? node.parts
          : [node],
      ),
    );
  }

  override toSql(_compiler: Compiler): string {
    throw new TypeError("A condition is resolved before it is written.");
  }
}

/** Turns what a user gives as a condition into a tree. */
export function toQ(conditions: Conditions): QNode {
  if (conditions instanceof QNode) return conditions;
  if (conditions instanceof Expression) return new QNode("AND", [conditions]);
  const named = conditions as Readonly<Record<string, unknown>>;
  return new QNode(
    "AND",
    Object.keys(named).map((path) => new Condition(path, new Given(named[path], path))),
  );
}

/** All conditions in one tree: they must all hold. */
export function allOf(conditions: readonly Conditions[]): QNode {
  if (conditions.length === 1) return toQ(conditions[0]!);
  return new QNode("AND", conditions.map(toQ));
}

/**
 * Makes a condition that can be combined: with `.or`, `.and`, `.xor` and `.not`.
 *
 * Several arguments must all hold. It is checked against a model where it is used.
 *
 * @example
 * await Article.filter(Q({ views__gt: 100 }).or({ tags__label: "news" }));
 */
export function Q<const W extends readonly unknown[]>(
  ...conditions: W
): NoInfer<ConditionsOf<ConditionsIn<W[number]>>> {
  // The tree knows nothing of types; what the type says of it follows from `W`.
  return allOf(conditions as readonly Conditions[]) as unknown as NoInfer<
    ConditionsOf<ConditionsIn<W[number]>>
  >;
}
