/** Compiles expressions to JavaScript: attributes are read in place, and what is not there goes to the runtime. */

import { escapeHtml } from "../base/safe-html.ts";
import { isGuardedName } from "./attributes.ts";
import type { Escaping, FunctionCode, LoopVariables } from "./function-code.ts";
import type {
  Arguments,
  BinaryNode,
  CallNode,
  CompareNode,
  Expression,
  FilterNode,
  TestNode,
  UnaryNode,
} from "./nodes.ts";
import { comparison, loopVariable, placed, printed } from "./operation-code.ts";
import type { Scope } from "./scope.ts";
import { isConstant } from "./usage.ts";
import { formatFloat } from "./printing.ts";

/** Where an expression stands. */
export interface Place {
  code: FunctionCode;
  scope: Scope;
  escaping: Escaping;
  /** The block around, for `super`. */
  block: string | undefined;
  /** True inside of an `if`: unknown filters then fail only where they run. */
  guarded: boolean;
}

/** What the compiler of expressions asks of the whole. */
export interface Surroundings {
  /** True where attributes are not read in place. */
  sandboxed: boolean;
  /** Gives the JavaScript for a filter or test, and how it may be called with so many arguments. */
  named(
    kind: "filter" | "test",
    name: string,
    count: number,
    place: Place,
    offset: number,
  ): { code: string; direct: boolean; wantsEvaluation: boolean };
  /** Gives the variables of the loop that a variable named `loop` stands for. */
  loopOf(variable: string): LoopVariables | undefined;
}

/** Compiles expressions. */
export class ExpressionCompiler {
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Gives the JavaScript of an expression that gives its value. */
  value(node: Expression, place: Place): string {
    switch (node.type) {
      case "literal":
        return typeof node.value === "bigint" ? `${node.value}n` : JSON.stringify(node.value);
      case "float":
        return Number.isInteger(node.value) ? `new Float(${node.value})` : String(node.value);
      case "name":
        return this.#name(node.name, place);
      case "list":
        return `[${this.#list(node.items, place)}]`;
      case "tuple":
        return `Tuple.fromList([${this.#list(node.items, place)}])`;
      case "dict":
        return this.#dict(node.pairs, place);
      case "attribute":
        return this.#attribute(node, place);
      case "item":
        return this.#item(node, place);
      case "call":
        return this.call(node, place);
      case "filter":
        return this.filter(node, place);
      case "test":
        return this.#test(node, place);
      case "concat":
        return `concat([${this.#list(node.parts, place)}], ${this.#isJoiningHtml(node.parts, place)})`;
      case "compare":
        return this.#compare(node, place);
      case "condition":
        return this.#condition(node, place);
      case "slice":
        return `slice(${[node.start, node.stop, node.step].map((part) => (part === undefined ? "null" : this.value(part, place))).join(", ")})`;
      case "unary":
        return this.#unary(node, place);
      case "binary":
        return this.#binary(node, place);
      case "logic":
        return this.#logic(node.operator, node.left, node.right, place);
      case "namespace":
        return this.#name(node.name, place);
      case "marked":
        return `T.captured(${place.escaping.evaluation}, str(${this.value(node.value, place)}))`;
    }
  }

  /** Gives the JavaScript of an expression that gives true or false. */
  truth(node: Expression, place: Place): string {
    if (node.type === "compare" || node.type === "test") return this.value(node, place);
    if (node.type === "unary" && node.operator === "not") return this.value(node, place);
    if (node.type === "logic") {
      const operator = node.operator === "and" ? "&&" : "||";
      return `(${this.truth(node.left, place)} ${operator} ${this.truth(node.right, place)})`;
    }
    const loop = this.#loopAttribute(node, place);
    if (loop !== undefined && (loop.name === "first" || loop.name === "last")) return loop.code;
    return `truthy(${this.value(node, place)})`;
  }

  /** Gives the JavaScript of an expression that gives its text as it is printed. */
  text(node: Expression, place: Place): string {
    const { mode } = place.escaping;
    if (node.type === "literal" && typeof node.value === "string" && mode !== "volatile") {
      return JSON.stringify(mode === "on" ? escapeHtml(node.value) : node.value);
    }
    if (node.type === "float") return JSON.stringify(formatFloat(node.value));
    const loop = this.#loopAttribute(node, place);
    if (loop !== undefined && /^(rev)?index0?$|^length$/.test(loop.name))
      return `\`\${${loop.code}}\``;
    if (node.type === "call") return this.#callText(node, place);
    return printed(this.value(node, place), place);
  }

  /**
   * Gives the JavaScript of a call's text. What a macro gives is printed as it is, so its body is called in place: no list of arguments, no
   * wrapping of the text.
   */
  #callText(node: CallNode, place: Place): string {
    const { target, args } = node;
    const { positional, spread, keywords, keywordSpread } = args;
    if (target.type === "name" && target.name === "super" && this.#isSuper(place)) {
      return place.code.awaited(`superText(C, ${JSON.stringify(place.block)}, D + 1)`);
    }
    const isPlain = spread === undefined && keywords.length === 0 && keywordSpread === undefined;
    if (target.type !== "name" || !isPlain || positional.length > 6) {
      return printed(this.call(node, place), place);
    }
    const macro = place.code.temporary();
    const names = positional.map(() => place.code.temporary());
    const steps = [`${macro} = ${this.value(target, place)}`];
    positional.forEach((part, index) => steps.push(`${names[index]} = ${this.value(part, place)}`));
    const list = names.join(", ");
    const { code } = place;
    const other = code.settled(`call(${place.escaping.evaluation}, ${macro}, [${list}], null)`);
    const body = code.awaited(`${macro}[BODY](${list})`);
    const quick = `${macro}?.[TAKES] >= ${names.length} ? ${body}`;
    return `(${steps.join(", ")}, ${code.at(target.offset)}, ${quick} : ${printed(other, place)})`;
  }

  #isSuper({ block, scope }: Place): boolean {
    return block !== undefined && this.#isContextName(scope.find("super"), scope);
  }

  /** Constant parts are joined before it is known that output is escaped, so what is safe among them is not kept (Jinja's optimizer). */
  #isJoiningHtml(parts: readonly Expression[], place: Place): string {
    const isEarly = place.escaping.mode !== "volatile" && parts.every(isConstant);
    return isEarly ? "false" : this.#isEscaping(place);
  }

  #isEscaping({ escaping }: Place): string {
    if (escaping.mode === "volatile") return `${escaping.evaluation}.autoescape`;
    return String(escaping.mode === "on");
  }

  #list(nodes: readonly Expression[], place: Place): string {
    return nodes.map((node) => this.value(node, place)).join(", ");
  }

  #name(name: string, place: Place): string {
    const { scope, block, escaping } = place;
    const variable = scope.find(name);
    if (name === "super" && this.#isSuper(place)) {
      return `superBlock(${escaping.evaluation}, C, ${JSON.stringify(block)}, D + 1)`;
    }
    if (name === "self" && this.#isContextName(variable, scope)) {
      return `selfOf(${escaping.evaluation}, C)`;
    }
    if (variable === undefined) return place.code.settled(`C.resolve(${JSON.stringify(name)})`);
    const kind = scope.findLoad(variable)?.kind;
    const value = scope.mayBeEmpty(variable)
      ? `(${variable} === undefined ? C.missing(${JSON.stringify(name)}) : ${variable})`
      : variable;
    return kind === "parameter" || kind === "nothing" ? value : place.code.settled(value);
  }

  #isContextName(variable: string | undefined, scope: Scope): boolean {
    return variable === undefined || scope.findLoad(variable)?.kind === "resolve";
  }

  #dict(pairs: readonly [Expression, Expression][], place: Place): string {
    const list = pairs.map(
      ([key, value]) => `[${this.value(key, place)}, ${this.value(value, place)}]`,
    );
    return `dictOf([${list.join(", ")}])`;
  }

  #attribute(node: Extract<Expression, { type: "attribute" }>, place: Place): string {
    const loop = this.#loopAttribute(node, place);
    if (loop !== undefined) return loop.code;
    const { target, name } = node;
    const quoted = JSON.stringify(name);
    const at = place.code.at(node.offset + 1);
    const value = this.value(target, place);
    if (this.#surroundings.sandboxed || isGuardedName(name)) {
      return place.code.settled(`attr(${value}, (${at}, ${quoted}))`);
    }
    const found = place.code.temporary();
    if (/^\w+$/.test(value)) {
      return place.code.settled(
        `((${at}, ${found} = ${value}?.${name}) !== undefined ? ${found} : attr(${value}, ${quoted}))`,
      );
    }
    const owner = place.code.temporary();
    return place.code.settled(
      `((${owner} = ${value}, ${at}, ${found} = ${owner}?.${name}) !== undefined ? ${found} : attr(${owner}, ${quoted}))`,
    );
  }

  /** Gives the variable that an attribute of `loop` is. */
  #loopAttribute(
    node: Expression,
    { scope, code }: Place,
  ): { name: string; code: string } | undefined {
    if (node.type !== "attribute" || node.target.type !== "name") return undefined;
    if (node.target.name !== "loop") return undefined;
    const variable = scope.find("loop");
    const loop = variable === undefined ? undefined : this.#surroundings.loopOf(variable);
    return loop && { name: node.name, code: loopVariable(node.name, loop, code) };
  }

  #item(node: Extract<Expression, { type: "item" }>, place: Place): string {
    const values = [this.value(node.target, place), this.value(node.key, place)];
    const read = placed(node.offset, values, place, (target, key) => `item(${target}, ${key})`);
    return place.code.settled(read);
  }

  /** Gives the JavaScript of a call; `caller` is the variable of a call block's body. */
  call(node: CallNode, place: Place, caller?: string): string {
    const { target, args } = node;
    const { evaluation } = place.escaping;
    const positional = this.#positional(args, place);
    const keywords = this.#keywords(args, place, caller);
    if (target.type === "attribute") {
      const loop = this.#loopAttribute(target, place);
      if (loop !== undefined) return `cycle(${positional}, ${loop.code})`;
      const owner = this.value(target.target, place);
      const name = JSON.stringify(target.name);
      const values = [owner, positional, keywords];
      const called = placed(
        target.offset + 1,
        values,
        place,
        (on, list, named) => `callMethod(${evaluation}, ${on}, ${name}, ${list}, ${named})`,
      );
      return place.code.settled(called);
    }
    const values = [this.value(target, place), positional, keywords];
    const called = placed(
      target.offset,
      values,
      place,
      (on, list, named) => `call(${evaluation}, ${on}, ${list}, ${named})`,
    );
    return place.code.settled(called);
  }

  #positional({ positional, spread }: Arguments, place: Place): string {
    const values = positional.map((node) => this.value(node, place));
    if (spread !== undefined) values.push(`...listOf(${this.value(spread, place)})`);
    return `[${values.join(", ")}]`;
  }

  #keywords({ keywords, keywordSpread }: Arguments, place: Place, caller?: string): string {
    if (keywords.length === 0 && keywordSpread === undefined && caller === undefined) return "null";
    const parts = keywords.map(
      ([name, node]) => `[${JSON.stringify(name)}]: ${this.value(node, place)}`,
    );
    if (keywordSpread !== undefined) {
      parts.push(`...keywordsOf(${this.value(keywordSpread, place)})`);
    }
    if (caller !== undefined) parts.push(`caller: ${caller}`);
    return `{ ${parts.join(", ")} }`;
  }

  /** Gives the JavaScript of a filter; `input` stands for the target of the innermost filter of a block. */
  filter(node: FilterNode, place: Place, input?: string): string {
    const { target } = node;
    let value = input ?? "null";
    if (target?.type === "filter") value = this.filter(target, place, input);
    else if (target !== undefined) value = this.value(target, place);
    return this.#applied("filter", node, value, place);
  }

  #test(node: TestNode, place: Place): string {
    const value = this.#applied("test", node, this.value(node.target, place), place);
    return `${node.negated ? "!" : ""}truthy(${value})`;
  }

  #applied(
    kind: "filter" | "test",
    node: FilterNode | TestNode,
    input: string,
    place: Place,
  ): string {
    const { name, args, offset } = node;
    const value = place.code.gathered(input);
    const isPlain =
      args.keywords.length === 0 && args.spread === undefined && args.keywordSpread === undefined;
    const count = isPlain ? args.positional.length : -1;
    const known = this.#surroundings.named(kind, name, count, place, offset);
    const { evaluation } = place.escaping;
    if (known.direct) {
      const values = [value, ...args.positional.map((part) => this.value(part, place))];
      const before = known.wantsEvaluation ? `${evaluation}, ` : "";
      const write = (...all: string[]): string => `${known.code}(${before}${all.join(", ")})`;
      return place.code.settled(placed(offset, values, place, write));
    }
    const values = [value, this.#positional(args, place), this.#keywords(args, place)];
    const start = `callNamed(${JSON.stringify(name)}, ${known.code}, ${evaluation}`;
    const called = placed(
      offset,
      values,
      place,
      (on, list, named) => `${start}, [${on}, ...${list}], ${named})`,
    );
    return place.code.settled(called);
  }

  #compare({ left, steps, offset }: CompareNode, place: Place): string {
    if (steps.length === 1) {
      const [{ operator, right }] = steps as [(typeof steps)[0]];
      const values = [this.value(left, place), this.value(right, place)];
      return placed(offset, values, place, (a, b) => comparison(a, operator, b));
    }
    let before = place.code.temporary();
    let start = `${place.code.at(offset)}, ${before} = ${this.value(left, place)}, `;
    const parts = steps.map(({ operator, right }) => {
      const after = place.code.temporary();
      const value = this.value(right, place);
      const part = `(${start}${after} = ${value}, ${comparison(before, operator, after)})`;
      start = "";
      before = after;
      return part;
    });
    return `(${parts.join(" && ")})`;
  }

  #condition(node: Extract<Expression, { type: "condition" }>, place: Place): string {
    const condition = this.truth(node.condition, place);
    const inner = { ...place, guarded: true };
    const otherwise =
      node.otherwise === undefined ? "C.noElse()" : this.value(node.otherwise, inner);
    return `(${condition} ? ${this.value(node.then, inner)} : ${otherwise})`;
  }

  #unary({ operator, operand, offset }: UnaryNode, place: Place): string {
    if (operator === "not") return `(!${this.truth(operand, place)})`;
    const change = operator === "-" ? "minus" : "plus";
    return placed(offset, [this.value(operand, place)], place, (value) => `${change}(${value})`);
  }

  #binary({ operator, left, right, offset }: BinaryNode, place: Place): string {
    const values = [this.value(left, place), this.value(right, place)];
    return placed(offset, values, place, (a, b) => {
      if (operator === "+") return `add(${a}, ${b})`;
      if (operator === "*") return `multiply(${a}, ${b})`;
      return `arithmetic(${a}, "${operator}", ${b})`;
    });
  }

  #logic(operator: "and" | "or", left: Expression, right: Expression, place: Place): string {
    const first = place.code.temporary();
    const test = `truthy(${first} = ${this.value(left, place)})`;
    const other = this.value(right, place);
    return operator === "and"
      ? `(${test} ? ${other} : ${first})`
      : `(${test} ? ${first} : ${other})`;
  }
}
