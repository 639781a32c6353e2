/** What a template says of others and offers to them: what it extends, includes and imports, its blocks, and the names that it exports. */

import { type BlockNode, childrenOf, type Expression, partsOf, type Statement } from "./nodes.ts";

/** A template that another one names. */
export interface Reference {
  readonly kind: "extends" | "include" | "import" | "from";
  /** The names, where they are written out; undefined where they are worked out while rendering. */
  readonly names: readonly string[] | undefined;
  /** Whether the template may be missing. */
  readonly isOptional: boolean;
  /** The names that `from` takes. */
  readonly taken: readonly string[];
  readonly offset: number;
}

/** The outline of one template. */
export interface Outline {
  /** What it extends, where that stands outside of any condition. */
  readonly parent: Reference | undefined;
  readonly references: readonly Reference[];
  /** All blocks, those inside of others too. */
  readonly blocks: readonly BlockNode[];
  /** The blocks that stand in no other block. */
  readonly outerBlocks: readonly BlockNode[];
  /** The names that an import can take. */
  readonly exports: readonly string[];
}

/** Gives the outline of a template. */
export function outlineOf(body: readonly Statement[]): Outline {
  const all = [...statementsIn(body)];
  const parent = body.find(({ type }) => type === "extends");
  return {
    parent: parent === undefined ? undefined : referenceOf(parent),
    references: all.flatMap((node) => referenceOf(node) ?? []),
    blocks: all.filter(isBlock),
    outerBlocks: [...statementsIn(body, (node) => !isBlock(node))].filter(isBlock),
    exports: body.flatMap(exportsOf),
  };
}

/** Tells blocks from partials, which fill nothing of a parent. */
function isBlock(node: Statement): node is BlockNode {
  return node.type === "block" && !node.name.startsWith("#");
}

/** Walks all statements, into the bodies of those that `enters` accepts. */
export function* statementsIn(
  body: readonly Statement[],
  enters: (node: Statement) => boolean = () => true,
): Generator<Statement> {
  for (const node of body) {
    yield node;
    if (!enters(node)) continue;
    for (const inner of childrenOf(node).bodies) yield* statementsIn(inner, enters);
  }
}

/** Walks all expressions of a template. */
export function* expressionsIn(body: readonly Statement[]): Generator<Expression> {
  for (const node of statementsIn(body)) {
    for (const expression of childrenOf(node).expressions) yield* expressionsOf(expression);
  }
}

function* expressionsOf(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of partsOf(expression)) yield* expressionsOf(part);
}

/** Gives the text of an expression that is written out. */
export function literalText(expression: Expression | undefined): string | undefined {
  if (expression?.type === "marked") return literalText(expression.value);
  return expression?.type === "literal" && typeof expression.value === "string"
    ? expression.value
    : undefined;
}

function referenceOf(node: Statement): Reference | undefined {
  if (
    node.type !== "extends" &&
    node.type !== "include" &&
    node.type !== "import" &&
    node.type !== "from"
  )
    return undefined;
  return {
    kind: node.type,
    names: namesOf(node.template),
    isOptional: node.type === "include" && node.ignoreMissing,
    taken: node.type === "from" ? node.names.map(({ name }) => name) : [],
    offset: node.offset,
  };
}

function namesOf(expression: Expression): readonly string[] | undefined {
  const name = literalText(expression);
  if (name !== undefined) return [name];
  if (expression.type !== "list" && expression.type !== "tuple") return undefined;
  const names = expression.items.map(literalText);
  return names.every((one) => one !== undefined) ? names : undefined;
}

function exportsOf(node: Statement): string[] {
  switch (node.type) {
    case "macro":
      return [node.name];
    case "set":
    case "set block":
      return targetsOf(node.target);
    case "import":
      return [node.target];
    case "from":
      return node.names.map(({ alias }) => alias);
    case "if":
    case "with":
    case "autoescape":
      return childrenOf(node).bodies.flat().flatMap(exportsOf);
    default:
      return [];
  }
}

function targetsOf(target: Expression): string[] {
  if (target.type === "name") return [target.name];
  return target.type === "tuple" || target.type === "list" ? target.items.flatMap(targetsOf) : [];
}
