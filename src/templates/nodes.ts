/** The syntax tree of a template. Every node has the offset of the token that it is named by, for errors. */

/** An expression. */
export type Expression =
  | { type: "literal"; value: string | number | boolean | null | bigint; offset: number }
  | { type: "float"; value: number; offset: number }
  | NameNode
  | { type: "list"; items: Expression[]; offset: number }
  | TupleNode
  | { type: "dict"; pairs: [Expression, Expression][]; offset: number }
  | { type: "attribute"; target: Expression; name: string; offset: number }
  | { type: "item"; target: Expression; key: Expression; offset: number }
  | SliceNode
  | CallNode
  | FilterNode
  | TestNode
  | UnaryNode
  | BinaryNode
  | { type: "logic"; operator: "and" | "or"; left: Expression; right: Expression; offset: number }
  | CompareNode
  | { type: "concat"; parts: Expression[]; offset: number }
  | ConditionNode
  | NamespaceTarget
  | MarkedNode;

/** A name; what it is bound to depends on its scope. */
export interface NameNode {
  type: "name";
  name: string;
  offset: number;
}

/** A tuple, or the names that a value is unpacked into. */
export interface TupleNode {
  type: "tuple";
  items: Expression[];
  offset: number;
}

/** The key of `list[start:stop:step]`. */
export interface SliceNode {
  type: "slice";
  start: Expression | undefined;
  stop: Expression | undefined;
  step: Expression | undefined;
  offset: number;
}

/** An operator before its operand. */
export interface UnaryNode {
  type: "unary";
  operator: "-" | "+" | "not";
  operand: Expression;
  offset: number;
}

/** The arguments of a call, filter or test. */
export interface Arguments {
  positional: Expression[];
  keywords: [string, Expression][];
  /** What follows `*`. */
  spread: Expression | undefined;
  /** What follows `**`. */
  keywordSpread: Expression | undefined;
}

/** A call. */
export interface CallNode {
  type: "call";
  target: Expression;
  args: Arguments;
  offset: number;
}

/** A filter; the outermost of a filter block has no target. */
export interface FilterNode {
  type: "filter";
  target: Expression | undefined;
  name: string;
  args: Arguments;
  offset: number;
}

/** A test after `is`. */
export interface TestNode {
  type: "test";
  target: Expression;
  name: string;
  negated: boolean;
  args: Arguments;
  offset: number;
}

/** An operation of arithmetic. */
export interface BinaryNode {
  type: "binary";
  operator: "+" | "-" | "*" | "/" | "//" | "%" | "**";
  left: Expression;
  right: Expression;
  offset: number;
}

/** One step of a chain of comparisons. */
export interface Comparison {
  operator: "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";
  right: Expression;
}

/** A chain of comparisons, such as `1 < x < 3`. */
export interface CompareNode {
  type: "compare";
  left: Expression;
  steps: Comparison[];
  offset: number;
}

/** `this if condition else that`. */
export interface ConditionNode {
  type: "condition";
  condition: Expression;
  then: Expression;
  otherwise: Expression | undefined;
  offset: number;
}

/** `ns.name` as the target of `set`. */
export interface NamespaceTarget {
  type: "namespace";
  name: string;
  attribute: string;
  offset: number;
}

/** A text that counts as HTML where output is escaped. */
export interface MarkedNode {
  type: "marked";
  value: Expression;
  offset: number;
}

/** The parameters of a macro or a call block. */
export interface Parameters {
  names: NameNode[];
  /** Defaults of the last parameters. */
  defaults: Expression[];
}

/** A statement. */
export type Statement =
  | { type: "text"; text: string; offset: number }
  | { type: "output"; value: Expression; offset: number }
  | IfNode
  | ForNode
  | { type: "set"; target: Expression; value: Expression; offset: number }
  | SetBlockNode
  | WithNode
  | { type: "filter block"; filter: FilterNode; body: Statement[]; offset: number }
  | MacroNode
  | CallBlockNode
  | BlockNode
  | { type: "extends"; template: Expression; offset: number }
  | IncludeNode
  | ImportNode
  | FromNode
  | { type: "autoescape"; value: Expression; body: Statement[]; offset: number }
  | { type: "do"; value: Expression; offset: number }
  | { type: "debug"; offset: number }
  | { type: "break"; offset: number }
  | { type: "continue"; offset: number };

/** `{% if %}`; an `elif` is an `if` inside `otherwise`. */
export interface IfNode {
  type: "if";
  branches: { condition: Expression; body: Statement[]; offset: number }[];
  otherwise: Statement[] | undefined;
  offset: number;
}

/** `{% for %}`. */
export interface ForNode {
  type: "for";
  target: Expression;
  values: Expression;
  condition: Expression | undefined;
  recursive: boolean;
  body: Statement[];
  otherwise: Statement[];
  offset: number;
}

/** `{% set name %}…{% endset %}`. */
export interface SetBlockNode {
  type: "set block";
  target: Expression;
  filter: FilterNode | undefined;
  body: Statement[];
  offset: number;
}

/** `{% with %}`. */
export interface WithNode {
  type: "with";
  targets: Expression[];
  values: Expression[];
  body: Statement[];
  offset: number;
}

/** `{% macro %}`. */
export interface MacroNode {
  type: "macro";
  name: string;
  parameters: Parameters;
  body: Statement[];
  offset: number;
}

/** `{% call %}`. */
export interface CallBlockNode {
  type: "call block";
  parameters: Parameters;
  call: CallNode;
  body: Statement[];
  offset: number;
}

/** `{% block %}`. */
export interface BlockNode {
  type: "block";
  name: string;
  scoped: boolean;
  required: boolean;
  /** True where a block that stands elsewhere is rendered; it has no body. */
  isUse?: boolean;
  body: Statement[];
  offset: number;
}

/** `{% include %}`. */
export interface IncludeNode {
  type: "include";
  template: Expression;
  ignoreMissing: boolean;
  withContext: boolean;
  /** Names that the included template is given besides. */
  given?: [string, Expression][] | undefined;
  /** A dict of more such names. */
  spread?: Expression | undefined;
  /** What fills the slots, where the template is a component. */
  slots?: Expression | undefined;
  offset: number;
}

/** `{% import … as name %}`. */
export interface ImportNode {
  type: "import";
  template: Expression;
  target: string;
  withContext: boolean;
  offset: number;
}

/** `{% from … import name %}`. */
export interface FromNode {
  type: "from";
  template: Expression;
  names: { name: string; alias: string }[];
  withContext: boolean;
  offset: number;
}

/** Gives the expressions that stand directly inside an expression. */
export function partsOf(node: Expression): Expression[] {
  switch (node.type) {
    case "list":
    case "tuple":
      return node.items;
    case "dict":
      return node.pairs.flat();
    case "attribute":
      return [node.target];
    case "item":
      return [node.target, node.key];
    case "slice":
      return present([node.start, node.stop, node.step]);
    case "call":
    case "filter":
    case "test":
      return present([node.target, ...argumentsOf(node.args)]);
    case "unary":
      return [node.operand];
    case "binary":
    case "logic":
      return [node.left, node.right];
    case "compare":
      return [node.left, ...node.steps.map(({ right }) => right)];
    case "concat":
      return node.parts;
    case "condition":
      return present([node.condition, node.then, node.otherwise]);
    case "marked":
      return [node.value];
    default:
      return [];
  }
}

function argumentsOf({ positional, keywords, spread, keywordSpread }: Arguments) {
  return [...positional, ...keywords.map(([, value]) => value), spread, keywordSpread];
}

function present(parts: (Expression | undefined)[]): Expression[] {
  return parts.filter((part) => part !== undefined);
}

/** Gives the expressions and statements that stand directly inside a statement. */
export function childrenOf(node: Statement): { expressions: Expression[]; bodies: Statement[][] } {
  switch (node.type) {
    case "output":
    case "do":
      return { expressions: [node.value], bodies: [] };
    case "if":
      return {
        expressions: node.branches.map(({ condition }) => condition),
        bodies: [...node.branches.map(({ body }) => body), node.otherwise ?? []],
      };
    case "for":
      return {
        expressions: present([node.target, node.values, node.condition]),
        bodies: [node.body, node.otherwise],
      };
    case "set":
      return { expressions: [node.value, node.target], bodies: [] };
    case "set block":
      return { expressions: present([node.filter, node.target]), bodies: [node.body] };
    case "with":
      return { expressions: [...node.values, ...node.targets], bodies: [node.body] };
    case "filter block":
      return { expressions: [node.filter], bodies: [node.body] };
    case "macro":
      return { expressions: node.parameters.defaults, bodies: [node.body] };
    case "call block":
      return { expressions: [node.call, ...node.parameters.defaults], bodies: [node.body] };
    case "block":
      return { expressions: [], bodies: [node.body] };
    case "include":
      return {
        expressions: present([
          node.template,
          ...(node.given ?? []).map(([, value]) => value),
          node.spread,
          node.slots,
        ]),
        bodies: [],
      };
    case "extends":
    case "import":
    case "from":
      return { expressions: [node.template], bodies: [] };
    case "autoescape":
      return { expressions: [node.value], bodies: [node.body] };
    default:
      return { expressions: [], bodies: [] };
  }
}

/** Gives the blocks of statements, in the order in which they begin, those within others too. */
export function blocksIn(body: readonly Statement[]): BlockNode[] {
  return body.flatMap((node) => {
    const inner = childrenOf(node).bodies.flatMap(blocksIn);
    return node.type === "block" && !node.isUse ? [node, ...inner] : inner;
  });
}
