/**
 * Parses expressions, loosest binding first: `if else`, `or`, `and`, `not`, comparisons, `+ -`, `~`, `* / // %`, `**`, signs, then names
 * and literals with what is attached to them. Signs bind tighter than filters (`-1|abs` is 1), and `**` goes from the left.
 */

import { noArguments, parseArguments } from "./argument-parser.ts";
import type { BinaryNode, Comparison, Expression, FilterNode } from "./nodes.ts";
import type { TokenStream } from "./token-stream.ts";
import { describeToken, type Token } from "./tokens.ts";

const COMPARISONS = new Set(["==", "!=", "<", "<=", ">", ">="]);
const LITERALS = new Map<string, boolean | null>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);

/** How a tuple without parentheses is read. */
export interface TupleOptions {
  /** Only names and literals: the target of an assignment. */
  simple?: boolean;
  /** False where `if` belongs to the statement. */
  condition?: boolean;
  /** A word that ends the tuple. */
  until?: string;
  /** True inside parentheses, where nothing is an empty tuple. */
  parenthesized?: boolean;
}

/** Parses the expressions of one template. */
export class ExpressionParser {
  readonly stream: TokenStream;

  constructor(stream: TokenStream) {
    this.stream = stream;
  }

  /** Parses one expression. */
  expression(condition = true): Expression {
    return this.stream.deeper(() => (condition ? this.#conditional() : this.#or()));
  }

  /** Parses expressions with commas between them; one without a comma is itself. */
  tuple(options: TupleOptions = {}): Expression {
    const { stream } = this;
    const { offset } = stream.current;
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) stream.expect("operator", ",");
      if (this.#endsTuple(options.until)) break;
      items.push(this.#tupleItem(options));
      if (!stream.isOperator(",")) break;
      isTuple = true;
    }
    if (!isTuple && items.length > 0) return items[0]!;
    if (!isTuple && options.parenthesized !== true) {
      throw stream.error(`Expected an expression, found ${describeToken(stream.current)}.`);
    }
    return { type: "tuple", items, offset };
  }

  #tupleItem({ simple, condition }: TupleOptions): Expression {
    if (simple !== true) return this.expression(condition ?? true);
    const { stream } = this;
    const isNamespace = stream.is("name") && stream.following.value === ".";
    return isNamespace && stream.following.type === "operator"
      ? this.#namespaceTarget()
      : this.primary();
  }

  #namespaceTarget(): Expression {
    const { value: name, offset } = this.stream.next();
    this.stream.next();
    return { type: "namespace", name, attribute: this.stream.expect("name").value, offset };
  }

  #endsTuple(until: string | undefined): boolean {
    const { type, value } = this.stream.current;
    if (type === "variable end" || type === "block end") return true;
    if (type === "operator" && value === ")") return true;
    return until !== undefined && type === "name" && value === until;
  }

  #conditional(): Expression {
    const { stream } = this;
    let { offset } = stream.current;
    let node = this.#or();
    while (stream.skip("name", "if")) {
      const condition = this.#or();
      const otherwise = stream.skip("name", "else")
        ? stream.deeper(() => this.#conditional())
        : undefined;
      node = { type: "condition", condition, then: node, otherwise, offset };
      offset = stream.current.offset;
    }
    return node;
  }

  #or(): Expression {
    const { stream } = this;
    let { offset } = stream.current;
    let left = this.#and();
    while (stream.skip("name", "or")) {
      left = { type: "logic", operator: "or", left, right: this.#and(), offset };
      offset = stream.current.offset;
    }
    return left;
  }

  #and(): Expression {
    const { stream } = this;
    let { offset } = stream.current;
    let left = this.#not();
    while (stream.skip("name", "and")) {
      left = { type: "logic", operator: "and", left, right: this.#not(), offset };
      offset = stream.current.offset;
    }
    return left;
  }

  #not(): Expression {
    const { offset } = this.stream.current;
    if (!this.stream.skip("name", "not")) return this.#comparison();
    const operand = this.stream.deeper(() => this.#not());
    return { type: "unary", operator: "not", operand, offset };
  }

  #comparison(): Expression {
    const { offset } = this.stream.current;
    const left = this.#sum();
    const steps: Comparison[] = [];
    for (;;) {
      const operator = this.#comparisonOperator();
      if (operator === undefined) break;
      steps.push({ operator, right: this.#sum() });
    }
    return steps.length === 0 ? left : { type: "compare", left, steps, offset };
  }

  #comparisonOperator(): Comparison["operator"] | undefined {
    const { stream } = this;
    const { type, value } = stream.current;
    if (type === "operator" && COMPARISONS.has(value)) {
      return stream.next().value as Comparison["operator"];
    }
    if (stream.skip("name", "in")) return "in";
    const isNotIn = stream.is("name", "not") && stream.following.type === "name";
    if (!isNotIn || stream.following.value !== "in") return undefined;
    stream.next();
    stream.next();
    return "not in";
  }

  #sum(): Expression {
    return this.#leftAssociative(["+", "-"], () => this.#concat());
  }

  #concat(): Expression {
    const { offset } = this.stream.current;
    const parts = [this.#product()];
    while (this.stream.skip("operator", "~")) parts.push(this.#product());
    return parts.length === 1 ? parts[0]! : { type: "concat", parts, offset };
  }

  #product(): Expression {
    return this.#leftAssociative(["*", "/", "//", "%"], () => this.#power());
  }

  #power(): Expression {
    return this.#leftAssociative(["**"], () => this.#signed(true));
  }

  #leftAssociative(operators: string[], operand: () => Expression): Expression {
    const { stream } = this;
    let { offset } = stream.current;
    let left = operand();
    while (stream.is("operator") && operators.includes(stream.current.value)) {
      const operator = stream.next().value as BinaryNode["operator"];
      left = { type: "binary", operator, left, right: operand(), offset };
      offset = stream.current.offset;
    }
    return left;
  }

  #signed(withFilters: boolean): Expression {
    const { stream } = this;
    const { value, offset } = stream.current;
    let node: Expression;
    if (stream.isOperator("-") || stream.isOperator("+")) {
      stream.next();
      const operand = stream.deeper(() => this.#signed(false));
      node = { type: "unary", operator: value as "-" | "+", operand, offset };
    } else {
      node = this.primary();
    }
    node = this.#attached(node);
    return withFilters ? this.#filtered(node) : node;
  }

  /** Parses a name, a literal, or what stands in brackets. */
  primary(): Expression {
    const { stream } = this;
    const token = stream.next();
    const { type, value, offset } = token;
    switch (type) {
      case "name": {
        const literal = LITERALS.get(value);
        if (literal !== undefined) return { type: "literal", value: literal, offset };
        return { type: "name", name: value, offset };
      }
      case "string": {
        let text = value;
        while (stream.is("string")) text += stream.next().value;
        return { type: "literal", value: text, offset };
      }
      case "integer":
        return { type: "literal", value: integerOf(value), offset };
      case "float":
        return { type: "float", value: Number(value), offset };
      default:
        return this.#bracketed(token);
    }
  }

  #bracketed(token: Token): Expression {
    const { stream } = this;
    const { type, value, offset } = token;
    if (type === "operator" && value === "(") {
      const node = stream.deeper(() => this.tuple({ parenthesized: true }));
      stream.expect("operator", ")");
      return node;
    }
    if (type === "operator" && value === "[") {
      return { type: "list", items: this.#items("]", () => this.expression()), offset };
    }
    if (type === "operator" && value === "{") {
      return { type: "dict", pairs: this.#items("}", () => this.#pair()), offset };
    }
    throw stream.error(`Expected an expression, found ${describeToken(token)}.`, offset);
  }

  #items<T>(end: string, parse: () => T): T[] {
    const { stream } = this;
    const items: T[] = [];
    while (!stream.isOperator(end)) {
      if (items.length > 0) stream.expect("operator", ",");
      if (stream.isOperator(end)) break;
      items.push(parse());
    }
    stream.expect("operator", end);
    return items;
  }

  #pair(): [Expression, Expression] {
    const key = this.expression();
    this.stream.expect("operator", ":");
    return [key, this.expression()];
  }

  #attached(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.stream.isOperator(".")) node = this.#attribute(node);
      else if (this.stream.isOperator("[")) node = this.#subscript(node);
      else if (this.stream.isOperator("(")) node = this.call(node);
      else return node;
    }
  }

  #filtered(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.stream.isOperator("|")) node = this.#filter(node);
      else if (this.stream.is("name", "is")) node = this.#test(node);
      else if (this.stream.isOperator("(")) node = this.call(node);
      else return node;
    }
  }

  #attribute(target: Expression): Expression {
    const { offset } = this.stream.next();
    const token = this.stream.next();
    if (token.type === "name") return { type: "attribute", target, name: token.value, offset };
    if (token.type === "integer") {
      const key: Expression = {
        type: "literal",
        value: integerOf(token.value),
        offset: token.offset,
      };
      return { type: "item", target, key, offset };
    }
    throw this.stream.error(
      `Expected a name or a number after ".", found ${describeToken(token)}.`,
    );
  }

  #subscript(target: Expression): Expression {
    const { offset } = this.stream.next();
    const keys: Expression[] = [];
    while (!this.stream.isOperator("]")) {
      if (keys.length > 0) this.stream.expect("operator", ",");
      keys.push(this.#subscribed());
    }
    this.stream.expect("operator", "]");
    if (keys.length === 0)
      throw this.stream.error("There is nothing between the brackets.", offset);
    const key: Expression = keys.length === 1 ? keys[0]! : { type: "tuple", items: keys, offset };
    return { type: "item", target, key, offset };
  }

  #subscribed(): Expression {
    const { stream } = this;
    const { offset } = stream.current;
    const start = stream.isOperator(":") ? undefined : this.expression();
    if (start !== undefined && !stream.isOperator(":")) return start;
    stream.next();
    const stop = this.#sliceEnd();
    const step = stream.skip("operator", ":") ? this.#sliceEnd() : undefined;
    return { type: "slice", start, stop, step, offset };
  }

  #sliceEnd(): Expression | undefined {
    const ends = [":", "]", ","].some((operator) => this.stream.isOperator(operator));
    return ends ? undefined : this.expression();
  }

  /** Parses the call of an expression. */
  call(target: Expression): Expression {
    const { offset } = this.stream.current;
    return { type: "call", target, args: parseArguments(this), offset };
  }

  #dottedName(): Token {
    const first = this.stream.expect("name");
    let { value } = first;
    while (this.stream.skip("operator", ".")) value += `.${this.stream.expect("name").value}`;
    return { ...first, value };
  }

  #filter(target: Expression): FilterNode {
    this.stream.next();
    return this.filterOf(target);
  }

  /** Parses a filter after its `|`. */
  filterOf(target: Expression | undefined): FilterNode {
    const { value: name, offset } = this.#dottedName();
    const args = this.stream.isOperator("(") ? parseArguments(this) : noArguments();
    return { type: "filter", target, name, args, offset };
  }

  /** Parses a chain of filters for a block; the first of them has no target. */
  filterChain(): FilterNode {
    let node = this.filterOf(undefined);
    while (this.stream.skip("operator", "|")) node = this.filterOf(node);
    return node;
  }

  #test(target: Expression): Expression {
    const { stream } = this;
    const { offset } = stream.next();
    const negated = stream.skip("name", "not");
    const { value: name } = this.#dottedName();
    let args = noArguments();
    if (stream.isOperator("(")) args = parseArguments(this);
    else if (this.#startsTestArgument()) {
      if (stream.is("name", "is")) throw stream.error('Tests cannot be chained with "is".');
      args.positional.push(this.#attached(this.primary()));
    }
    return { type: "test", target, name, negated, args, offset };
  }

  #startsTestArgument(): boolean {
    const { type, value } = this.stream.current;
    if (type === "operator") return value === "[" || value === "{";
    if (type === "name") return !["else", "or", "and"].includes(value);
    return type === "string" || type === "integer" || type === "float";
  }
}

function integerOf(text: string): number | bigint {
  const value = BigInt(/^0\d/.test(text) ? text.replace(/^0+(?=\d)/, "") : text);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
