/** The sandbox: what templates of users cannot reach, and what they cannot use up. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  allowInSandbox,
  dictLoader,
  Environment,
  type EnvironmentOptions,
  markSafe,
  SecurityError,
  TemplateError,
  TemplateLimitError,
} from "flagon/templates";

class Account {
  name = "Ada";
  #secret = "hunter2";
  get secret(): string {
    return this.#secret;
  }
  remove(): string {
    return "removed";
  }
}

class Invoice {
  readonly #cents = 1250;
  get total(): number {
    return this.#cents / 100;
  }
  format(): string {
    return `${this.total} EUR`;
  }
  remove(): string {
    return "removed";
  }
}
allowInSandbox(Invoice, ["total", "format"]);

function sandboxed(options: EnvironmentOptions = {}): Environment {
  return new Environment({ sandbox: true, ...options });
}

const names = (): Record<string, unknown> => ({
  name: "bob",
  items: [1, 2, 3],
  user: { first: "Ada", "no.te": 1 },
  map: new Map([["k", "v"]]),
  set: new Set([1]),
  date: new Date(0),
  html: markSafe("<b>"),
  account: new Account(),
  fn: () => "called",
  nested: { fn: () => "called" },
  proxy: new Proxy({ a: 1 }, {}),
});

/** Renders, and gives the output, or the class of the error. */
function outcome(text: string, options: EnvironmentOptions = {}): string {
  try {
    return sandboxed(options).renderString(text, names());
  } catch (error) {
    assert.ok(error instanceof TemplateError, `a foreign error came through: ${String(error)}`);
    assert.ok(error.line !== undefined, `no place: ${error.message}`);
    return error.name;
  }
}

describe("a sandboxed template", () => {
  it("renders what templates of users are made of", () => {
    const table: [string, string][] = [
      [
        "{{ name|upper }} {{ user.first }} {{ user['first'] }} {{ items[0] }} {{ map.k }}",
        "BOB Ada Ada 1 v",
      ],
      ["{% for i in items %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{% endfor %}", "1a2b3a"],
      [
        "{% macro m(x) %}[{{ x }}{{ caller() }}]{% endmacro %}{% call m(1) %}!{% endcall %}",
        "[1!]",
      ],
      [
        "{% set ns = namespace(n=0) %}{% for i in items %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
        "6",
      ],
      ["{% set c = cycler(1, 2) %}{{ c.next() }}{{ c.next() }}{{ c.current }}", "121"],
      [
        "{{ '%s-%d'|format('a', 3) }} {{ '{0} {1[first]} {u.first}'.format(1, user, u=user) }}",
        "a-3 1 Ada Ada",
      ],
      [
        "{{ items|map('string')|join('-') }} {{ [user]|map(attribute='first')|first }}",
        "1-2-3 Ada",
      ],
      [
        "{{ 'a,b'.split(',')|length }} {{ user.items()|list|length }} {{ account.name }}",
        "2 2 Ada",
      ],
      [
        "{% for item in [1, [2]] recursive %}{{ loop(item) if item is iterable else item }}{% endfor %}",
        "12",
      ],
      ["{{ range(3)|list }} {{ dict(a=1).a }} {{ date|date('Y') }}", "[0, 1, 2] 1 1970"],
    ];
    for (const [text, expected] of table) assert.equal(outcome(text), expected, text);
  });

  it("gets nothing of JavaScript from any value, by any way of asking", () => {
    const values =
      "name items user map set date html account fn nested proxy loop self range dict cycler joiner namespace lipsum now 1 1.5 true none [] {} () '' (1,) items|map('string') undefined_name".split(
        " ",
      );
    const holders = [
      ...values,
      "items|map('string')",
      "range(3)",
      "user.items()",
      "cycler(1)",
      "joiner()",
      "namespace()",
      "''.join",
      "items.append",
      "loop.cycle",
      "caller",
      "varargs",
    ];
    const targets = [
      "constructor",
      "__proto__",
      "prototype",
      "__class__",
      "call",
      "apply",
      "bind",
      "toString",
      "valueOf",
      "hasOwnProperty",
      "then",
      "__defineGetter__",
      "__lookupGetter__",
      "caller",
      "arguments",
      "name.constructor",
    ];
    for (const holder of new Set(holders)) {
      for (const target of targets) {
        for (const expression of [
          `(${holder}).${target}('return process')()`,
          `(${holder})['${target}'].constructor('return process')()`,
          `(${holder})|attr('${target}')`,
          `[${holder}]|map(attribute='${target}')|list`,
          `'{0.${target}}'.format(${holder})`,
          `'{0[${target}]}'.format(${holder})`,
          `(${holder}).${target}.${target}`,
        ]) {
          const result = outcome(`{% for z in [1] %}{{ ${expression} }}{% endfor %}`);
          assert.doesNotMatch(
            result,
            /function|native code|\[object|process|hunter2|called/,
            expression,
          );
        }
      }
    }
  });

  it("does not call what the host has not opened", () => {
    for (const text of [
      "{{ fn() }}",
      "{{ nested.fn() }}",
      "{{ account.remove() }}",
      "{{ account.secret.length }}",
      "{{ [fn]|map('call')|list }}",
      "{{ items.sort(key=fn) }}",
      "{{ items.sort(fn) }}",
      "{{ date.getTime() }}",
      "{% set f = nested.fn %}{{ f() }}",
      "{% call fn() %}{% endcall %}",
    ]) {
      assert.match(outcome(text), /^(SecurityError|TemplateRuntimeError|UndefinedError)$/, text);
    }
    assert.equal(outcome("[{{ account.secret }}]"), "[]");
  });

  it("reads getters and calls functions that the host has opened", () => {
    const greet = allowInSandbox((who: string) => `Hi ${who}`);
    const given = { greet, invoice: new Invoice(), tools: { greet } };
    const render = (text: string): string => sandboxed().renderString(text, given);
    assert.equal(
      render(
        "{{ greet('you') }} {{ tools.greet('all') }} {{ invoice.total }} {{ invoice.format() }}",
      ),
      "Hi you Hi all 12.5 12.5 EUR",
    );
    assert.throws(() => render("{{ invoice.remove() }}"), SecurityError);
  });

  it("does not run getters of plain objects", () => {
    const trap = Object.defineProperty({ a: 1 }, "b", {
      get: () => assert.fail("ran"),
      enumerable: true,
    });
    assert.equal(sandboxed().renderString("[{{ trap.b }}{{ trap['b'] }}]", { trap }), "[]");
  });

  it("changes lists and dicts unless it is immutable", () => {
    const change = "{{ items.append(4) }}{{ items|length }}";
    assert.equal(outcome(change), "None4");
    for (const text of [
      change,
      "{{ user.update({'a': 1}) }}",
      "{{ user.pop('first') }}",
      "{{ set.add(2) }}",
      "{% set f = items.append %}{{ f(1) }}",
      "{{ items|attr('clear')() }}",
    ]) {
      assert.match(
        outcome(text, { sandbox: { immutable: true } }),
        /^(SecurityError|TemplateSyntaxError)$/,
        text,
      );
    }
    assert.equal(
      outcome("{{ [1].index(1) }}{{ user.get('first') }}", { sandbox: { immutable: true } }),
      "0Ada",
    );
  });

  it("leaves prototypes alone", () => {
    outcome("{{ user.update({'__proto__': {'polluted': 1}}) }}");
    outcome(
      "{{ user.setdefault('__proto__', {'polluted': 1}) }}{% set ns = namespace(__proto__=user) %}{{ dict([('__proto__', user)]) }}",
    );
    assert.equal(Reflect.get({}, "polluted"), undefined);
  });

  it("has no debug tag unless it is asked for", () => {
    assert.equal(outcome("{% debug %}"), "TemplateSyntaxError");
  });
});

describe("the limits of a sandbox", () => {
  it("stop what would take all time and memory, with the place", () => {
    for (const text of [
      "{% for a in range(1000000) %}{% for b in range(1000000) %}x{% endfor %}{% endfor %}",
      "{% for a in range(100000000000) %}{% endfor %}",
      "{{ range(1000000000)|list }}",
      "{{ range(1000000000)|sum }}",
      "{{ 'x' * 1000000000 }}",
      "{{ [1] * 1000000000 }}",
      "{{ 'x'.center(1000000000) }}",
      "{{ 'x'|center(1000000000) }}",
      "{{ 'x'.ljust(1000000000) }}",
      "{{ '1'.zfill(1000000000) }}",
      "{{ '\t'.expandtabs(1000000000) }}",
      "{{ '%1000000d' % 1 ~ '%1000000d' % 1 }}",
      "{{ '{:900000}{:900000}'.format(1, 1) }}",
      "{{ 'x'|indent(1000000000, true) }}",
      "{{ [1]|batch(1000000000, 0)|list }}",
      "{{ [1]|slice(1000000000)|list }}",
      "{{ lipsum(n=100000000) }}",
      "{{ ('a' * 900000).replace('a', 'bb') }}",
      "{{ ('a' * 900000)|replace('', 'bbbb') }}",
      "{{ ('ab' * 400000)|join('xxxx') }}",
      "{{ range(1000)|map('string')|list|join('x' * 100000) }}",
      "{{ [[1]]|tojson(indent=1000000000) }}",
      "{{ 'x'|ljust(1000000000) }}",
      "{{ ('a ' * 400000)|wordwrap(1, wrapstring='xxxxxx') }}",
      "{% set s = namespace(x='a') %}{% for i in range(100) %}{% set s.x = s.x ~ s.x %}{% endfor %}",
      "{% set s = namespace(x=['a']) %}{% for i in range(100) %}{% set s.x = s.x + s.x %}{% endfor %}",
      "{% set s = namespace(x='a') %}{% for i in range(100) %}{% set s.x = s.x|replace('a', 'aa') %}{% endfor %}",
      "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
      "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
      "{% for i in range(90000) %}{{ 'x' * 100 }}{% endfor %}",
      "{% for i in range(1000) %}{% filter upper %}{{ 'x' * 10000 }}{% endfilter %}{% endfor %}",
    ]) {
      assert.equal(outcome(text), "TemplateLimitError", text);
    }
  });

  it("stop powers that are too large, and nesting that is too deep", () => {
    assert.match(outcome("{{ 9**99999999 }}"), /^Template(Value|Limit)Error$/);
    assert.match(outcome("{% if 1 %}".repeat(20_000) + "{% endif %}".repeat(20_000)), /^Template/);
    assert.match(outcome(`{{ ${"(".repeat(20_000)}1${")".repeat(20_000)} }}`), /^Template/);
  });

  it("stop templates that include or extend themselves", () => {
    const loader = dictLoader({
      "a.html": "{% include 'a.html' %}",
      "b.html": "{% extends 'b.html' %}",
    });
    assert.match(outcome("{% include 'a.html' %}", { loader }), /^Template/);
    assert.match(outcome("{% extends 'b.html' %}", { loader }), /^Template/);
  });

  it("are those that the environment is given", () => {
    const options = { sandbox: { limits: { steps: 10, output: 50, length: 100 } } };
    assert.equal(outcome("{% for i in range(9) %}{{ i }}{% endfor %}", options), "012345678");
    assert.equal(
      outcome("{% for i in range(10) %}{{ i }}{% endfor %}", options),
      "TemplateLimitError",
    );
    assert.equal(outcome("{{ 'x' * 60 }}", options), "TemplateLimitError");
    assert.equal(outcome("{{ 'x' * 101 }}", options), "TemplateLimitError");
  });

  it("refuse a text that is longer than a value may be", () => {
    const limited = sandboxed({ sandbox: { limits: { length: 100 } } });
    assert.throws(() => limited.fromString("x".repeat(101)), TemplateLimitError);
  });

  it("stop by time what is slow in few steps", () => {
    const list = Array.from({ length: 20_000 }, (_, index) => ({ index }));
    const options = { sandbox: { limits: { timeMs: 20, steps: 1_000_000 } } };
    const text = "{% for a in list %}{% if a in list and false %}{% endif %}{% endfor %}";
    assert.throws(() => sandboxed(options).renderString(text, { list }), TemplateLimitError);
  });

  it("begin anew with each rendering", () => {
    const template = sandboxed({ sandbox: { limits: { steps: 20 } } }).fromString(
      "{% for i in range(15) %}{% endfor %}ok",
    );
    assert.deepEqual([template.render(), template.render()], ["ok", "ok"]);
  });
});
