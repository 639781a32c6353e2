/** Schemas: what fits, what becomes of it, where faults are said to be. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Schema,
  ValidationError,
  array,
  bigint,
  boolean,
  choice,
  choiceOf,
  compact,
  date,
  datetime,
  decimal,
  discriminatedUnion,
  duration,
  email,
  instanceOf,
  integer,
  ip,
  lazy,
  literal,
  number,
  object,
  record,
  slug,
  string,
  time,
  tuple,
  union,
  unknown,
  url,
  uuid,
} from "../../src/validation/index.ts";

type Faults = [path: string, code: string][];

function faults(schema: Schema<unknown, unknown>, value: unknown, options = {}): Faults {
  return (schema.validate(value, options).issues ?? []).map(({ path, code }) => [path, code]);
}

describe("schemas of single values", () => {
  const table: [string, Schema<unknown, unknown>, unknown[], [unknown, string][]][] = [
    [
      "string",
      string({ minLength: 2, maxLength: 3 }),
      ["ab", "abc", "😀😀", "😀😀😀"],
      [
        [1, "invalid_type"],
        [undefined, "required"],
        [null, "invalid_type"],
        ["a", "min_length"],
        ["😀", "min_length"],
        ["abcd", "max_length"],
        ["a\0", "null_characters_not_allowed"],
        [["ab"], "invalid_type"],
      ],
    ],
    ["string with a pattern", string({ pattern: /^\d+$/g }), ["1", "12"], [["1a", "pattern"]]],
    [
      "number",
      number({ min: 0, lessThan: 5 }),
      [0, -0, 4.999],
      [
        ["1", "invalid_type"],
        [-1, "min_value"],
        [5, "less_than"],
        [Number.NaN, "not_finite"],
        [Infinity, "not_finite"],
        [null, "invalid_type"],
      ],
    ],
    ["number with a step", number({ step: 0.1 }), [0.3, 0, -1.7, 1e6], [[0.35, "step_size"]]],
    [
      "integer",
      integer({ greaterThan: 1, max: 9 }),
      [2, 9, 3.0],
      [
        [1.5, "not_integer"],
        [2 ** 53, "unsafe_integer"],
        [1, "greater_than"],
        [10, "max_value"],
        [3n, "invalid_type"],
      ],
    ],
    [
      "boolean",
      boolean(),
      [true, false],
      [
        ["true", "invalid_type"],
        [1, "invalid_type"],
      ],
    ],
    [
      "choice",
      choice(["a", 1, null]),
      ["a", 1, null],
      [
        ["1", "invalid_choice"],
        [undefined, "required"],
      ],
    ],
    ["enumeration", choiceOf({ A: "a", B: "b" }), ["a", "b"], [["A", "invalid_choice"]]],
    ["literal", literal(7), [7], [["7", "invalid_choice"]]],
    [
      "email",
      email(),
      ["a@b.co"],
      [
        ["a@b", "email"],
        ["", "email"],
      ],
    ],
    [
      "url",
      url(),
      ["https://a.example/b?c#d"],
      [
        ["javascript:alert(1)", "url"],
        ["ftp://a.example", "url"],
      ],
    ],
    [
      "slug",
      slug({ maxLength: 3 }),
      ["a-b"],
      [
        ["a b", "slug"],
        ["a-bc", "max_length"],
      ],
    ],
    ["IPv4", ip({ version: 4 }), ["1.2.3.4"], [["::1", "ipv4"]]],
    ["IPv6", ip({ version: 6 }), ["::1"], [["1.2.3.4", "ipv6"]]],
    [
      "URL object",
      instanceOf(URL),
      [new URL("a:b")],
      [
        ["a:b", "invalid_type"],
        [undefined, "required"],
      ],
    ],
    ["unknown", unknown(), [null, undefined, 1], []],
  ];
  for (const [name, schema, good, bad] of table) {
    it(`take what fits and refuse what does not: ${name}`, () => {
      for (const value of good) {
        assert.deepEqual(schema.validate(value), { value }, `${name} takes ${String(value)}`);
      }
      for (const [value, code] of bad) {
        assert.deepEqual(faults(schema, value), [["", code]], `${name}: ${String(value)}`);
      }
    });
  }

  it("trim and lower where they say so", () => {
    assert.equal(string({ trim: true, minLength: 1 }).parse(" a "), "a");
    assert.deepEqual(faults(string({ trim: true, minLength: 1 }), "   "), [["", "min_length"]]);
    const id = "0190F3E6-5F3B-7C3A-8F1D-2A5B9E1C4D7F";
    assert.equal(uuid().parse(id), id.toLowerCase());
  });

  it("read big integers from numbers and text, and decimals keep their digits", () => {
    assert.equal(bigint().parse("123456789012345678901"), 123456789012345678901n);
    assert.equal(bigint({ min: 0n }).parse(3), 3n);
    assert.deepEqual(faults(bigint({ min: 0n }), -1), [["", "min_value"]]);
    assert.deepEqual(faults(bigint(), 2 ** 60), [["", "unsafe_integer"]]);
    assert.equal(decimal({ maxDigits: 5, decimalPlaces: 2 }).parse("123.40"), "123.40");
    assert.equal(decimal().parse(0.5), "0.5");
    assert.deepEqual(faults(decimal({ maxDigits: 5, decimalPlaces: 2 }), "1234.5"), [
      ["", "max_whole_digits"],
    ]);
    assert.deepEqual(faults(decimal(), "NaN"), [["", "decimal"]]);
  });

  it("gather every fault of one value", () => {
    const schema = string({ minLength: 5, pattern: /^\d+$/, validators: [() => "No."] });
    assert.deepEqual(schema.validate("a").issues, [
      { path: "", code: "min_length", message: "At least 5 characters are needed; there are 1." },
      { path: "", code: "pattern", message: "This does not have the expected form." },
      { path: "", code: "invalid", message: "No." },
    ]);
  });
});

describe("dates, times and durations", () => {
  it("are instants, with bounds, from texts that say their offset", () => {
    const schema = datetime({ min: new Date("2026-01-01"), max: new Date("2026-12-31") });
    assert.deepEqual(schema.parse("2026-01-31T14:30+01:00"), new Date("2026-01-31T13:30:00Z"));
    assert.deepEqual(faults(schema, "2026-01-31T14:30"), [["", "datetime_offset"]]);
    assert.deepEqual(faults(schema, "2026-01-31"), [["", "datetime"]]);
    assert.deepEqual(faults(schema, new Date("x")), [["", "datetime"]]);
    assert.deepEqual(faults(schema, "2025-01-31T14:30Z"), [["", "min_value"]]);
    assert.deepEqual(faults(schema, new Date("2027-01-01")), [["", "max_value"]]);
    assert.deepEqual(faults(schema, 0), [["", "invalid_type"]]);
    assert.deepEqual(faults(schema, undefined), [["", "required"]]);
    const local = datetime({ defaultOffsetMinutes: 60 });
    assert.deepEqual(local.parse("2026-01-31T14:30"), new Date("2026-01-31T13:30:00Z"));
  });

  it("are days and times in one form", () => {
    assert.equal(date({ min: "2026-01-03" }).parse("2026-1-3"), "2026-01-03");
    assert.deepEqual(faults(date(), "2026-02-30"), [["", "date"]]);
    assert.deepEqual(faults(date({ max: "2026-01-03" }), "2026-01-04"), [["", "max_value"]]);
    assert.equal(time().parse("9:05"), "09:05:00");
    assert.deepEqual(faults(time(), "24:00"), [["", "time"]]);
  });

  it("are milliseconds", () => {
    assert.equal(duration().parse("1h30m"), 5_400_000);
    assert.equal(duration().parse(7), 7);
    assert.deepEqual(faults(duration(), "soon"), [["", "duration"]]);
    assert.deepEqual(faults(duration(), true), [["", "invalid_type"]]);
  });
});

describe("text from queries and forms", () => {
  const coerce = { coerce: true };

  it("stands for numbers, booleans and choices; in JSON it does not", () => {
    const cases: [Schema<unknown, unknown>, string, unknown][] = [
      [integer(), "1", 1],
      [integer(), "-12", -12],
      [number(), "1.5e3", 1500],
      [number(), ".5", 0.5],
      [boolean(), "on", true],
      [boolean(), "False", false],
      [choice([1, 2]), "2", 2],
      [bigint(), "9", 9n],
    ];
    for (const [schema, text, value] of cases) {
      assert.equal(schema.parse(text, coerce), value);
      if (typeof value !== "bigint") assert.equal(schema.validate(text).issues?.length, 1);
    }
  });

  it("has to be plain decimal writing", () => {
    for (const text of ["0x10", " 1", "1 ", "1_000", "１", "1n", "", "Infinity", "1,5", "--1"]) {
      assert.deepEqual(faults(integer(), text, coerce), [["", "invalid_type"]], text);
      assert.deepEqual(faults(number(), text, coerce), [["", "invalid_type"]], text);
    }
    assert.deepEqual(faults(integer(), "9".repeat(20), coerce), [["", "unsafe_integer"]]);
    assert.deepEqual(faults(integer(), "9".repeat(500), coerce), [["", "invalid_type"]]);
  });

  it("is a list of one where a list is wanted, and the first of several where one is", () => {
    assert.deepEqual(array(integer()).parse("3", coerce), [3]);
    assert.deepEqual(array(integer()).parse(["3", "4"], coerce), [3, 4]);
    assert.equal(integer().parse(["3", "4"], coerce), 3);
    assert.equal(string().parse(["a", "b"], coerce), "a");
  });

  it("means nothing given when it is empty, but for text", () => {
    const schema = object({
      page: integer().default(1),
      min: number().optional(),
      max: number().nullable(),
      search: string().optional(),
    });
    const values = schema.parse({ page: "", min: "", max: "", search: "" }, coerce);
    assert.deepEqual(values, { page: 1, max: null, search: "" });
  });
});

describe("an object schema", () => {
  const Article = object({
    title: string({ maxLength: 5 }),
    tags: array(string()).default([]),
    note: string().optional(),
  });

  it("fills defaults, keeps what is optional away and leaves extras out", () => {
    const parsed = Article.parse({ title: "a", extra: 1 });
    assert.deepEqual({ ...parsed }, { title: "a", tags: [] });
    assert.equal("note" in parsed, false);
    parsed.tags.push("x");
    assert.deepEqual(Article.parse({ title: "a" }).tags, []);
  });

  it("gives back the same object where nothing has to change", () => {
    const given = { title: "a", tags: ["b"] };
    assert.equal(Article.parse(given), given);
    assert.equal(array(Article).parse([given])[0], given);
  });

  it("copies an instance, so that only the named properties are there", () => {
    class Row {
      title = "a";
      tags: string[] = [];
      password = "secret";
      get note() {
        return "computed";
      }
    }
    const row = new Row();
    const parsed = Article.parse(row);
    assert.deepEqual(parsed, { title: "a", tags: [], note: "computed" });
    assert.equal(Object.getPrototypeOf(parsed), Object.prototype);
  });

  it("gathers all faults with their paths", () => {
    const Cart = object({
      items: array(object({ price: number({ min: 0 }), tags: array(string()) })),
    });
    const cart = {
      items: [
        { price: -1, tags: [] },
        { price: 1, tags: ["a"] },
        { price: 1, tags: [3] },
      ],
    };
    assert.deepEqual(faults(Cart, cart), [
      ["items.0.price", "min_value"],
      ["items.2.tags.0", "invalid_type"],
    ]);
    assert.deepEqual(faults(Cart, {}), [["items", "required"]]);
    assert.deepEqual(faults(Cart, []), [["", "invalid_type"]]);
    assert.deepEqual(faults(Cart, null), [["", "invalid_type"]]);
  });

  it("refuses, ignores or takes along what it does not name", () => {
    const value = { a: 1, x: 2, y: 3 };
    const shape = { a: integer() };
    assert.deepEqual(object(shape).parse(value), { a: 1 });
    assert.deepEqual(object(shape, { extras: "allow" }).parse(value), value);
    assert.deepEqual(faults(object(shape, { extras: "forbid" }), value), [
      ["x", "unknown_key"],
      ["y", "unknown_key"],
    ]);
  });

  it("keeps prototype keys inert", () => {
    const hostile = JSON.parse(
      '{"a":1,"__proto__":{"admin":true},"constructor":{"x":1}}',
    ) as unknown;
    for (const extras of ["ignore", "allow"] as const) {
      const parsed = object({ a: integer() }, { extras }).parse(hostile) as { admin?: boolean };
      assert.equal(parsed.admin, undefined);
      assert.equal(Object.hasOwn(parsed, "__proto__"), false);
    }
    assert.deepEqual(faults(object({ a: integer() }, { extras: "forbid" }), hostile), [
      ["__proto__", "unknown_key"],
      ["constructor", "unknown_key"],
    ]);
    assert.deepEqual(faults(object({ constructor: string() }), {}), [["constructor", "required"]]);
    assert.deepEqual(faults(object({ toString: string().optional() }), {}), []);
    assert.throws(() => object({ ["__proto__"]: string() }), {
      code: "validation.forbidden-property",
    });
  });

  it("reads a property under its alias, and says faults there", () => {
    const schema = object({ userName: string().alias("user-name") }, { extras: "forbid" });
    assert.deepEqual(schema.parse({ "user-name": "ann" }), { userName: "ann" });
    assert.deepEqual(faults(schema, { userName: "ann" }), [
      ["user-name", "required"],
      ["userName", "unknown_key"],
    ]);
  });

  it("makes others of itself", () => {
    assert.deepEqual(Object.keys(Article.pick("title").shape), ["title"]);
    assert.deepEqual(Object.keys(Article.omit("title").shape), ["tags", "note"]);
    assert.deepEqual(Article.partial().parse({}), {});
    assert.deepEqual(
      Article.extend({ id: integer() }).parse({ title: "a", id: 1, tags: [] }).id,
      1,
    );
    assert.throws(() => Article.pick("titel" as "title"), { code: "validation.unknown-property" });
  });

  it("leaves untouched keys away when defaults are not wanted", () => {
    assert.deepEqual(Article.parse({ title: "a" }, { defaults: false }), { title: "a" });
  });
});

describe("a compact schema", () => {
  const Article = object({
    title: string(),
    note: string().nullable().default(null),
    tags: array(object({ label: string(), color: string().default("grey") })).default([]),
    author: object({ name: string().nullable() }).optional(),
  });
  const value = { title: "a", tags: [{ label: "x", color: "grey" }], author: { name: null } };

  it("leaves out what was not given, nulls, or defaults, at every depth", () => {
    assert.deepEqual(compact(Article, { unset: true }).parse(value), value);
    assert.deepEqual(compact(Article, { nulls: true }).parse(value), {
      title: "a",
      tags: value.tags,
      author: {},
    });
    assert.deepEqual(compact(Article, { defaults: true }).parse({ ...value, note: null }), {
      title: "a",
      tags: [{ label: "x" }],
      author: { name: null },
    });
    assert.deepEqual(compact(Article, { defaults: true, nulls: true }).parse({ title: "a" }), {
      title: "a",
    });
  });

  it("refuses what the schema refuses, and leaves the given value alone", async () => {
    assert.deepEqual(faults(object({ a: compact(Article, { unset: true }) }), { a: {} }), [
      ["a.title", "required"],
    ]);
    assert.equal(value.tags[0]!.color, "grey");
    const waiting = object({
      name: string().refineAsync(async () => "No."),
      x: string().default(""),
    });
    const { issues } = await compact(waiting, { unset: true }).validateAsync({ name: "a" });
    assert.equal(issues?.[0]?.path, "name");
  });
});

describe("collections", () => {
  it("hold lists to their size and uniqueness", () => {
    const schema = array(integer(), { minItems: 1, maxItems: 3, unique: true });
    assert.deepEqual(faults(schema, []), [["", "min_items"]]);
    assert.deepEqual(faults(schema, [1, 2, 3, 4]), [["", "max_items"]]);
    assert.deepEqual(faults(schema, [1, 2, 1]), [["2", "not_unique"]]);
    assert.deepEqual(
      faults(array(object({ a: integer() }), { unique: true }), [{ a: 1 }, { a: 1 }]),
      [["1", "not_unique"]],
    );
  });

  it("compare what JSON cannot write", () => {
    const schema = array(unknown(), { unique: true });
    const cycle: unknown[] = [];
    cycle.push(cycle);
    assert.deepEqual(faults(schema, [[1n], [2n], cycle, [1n]]), [["3", "not_unique"]]);
  });

  it("give tuples a schema for each place", () => {
    const schema = tuple([string(), integer().default(3)]);
    assert.deepEqual(schema.parse(["a", 1]), ["a", 1]);
    assert.deepEqual(schema.parse(["a", undefined]), ["a", 3]);
    assert.deepEqual(faults(schema, ["a"]), [["", "min_items"]]);
    assert.deepEqual(faults(schema, [1, "a"]), [
      ["0", "invalid_type"],
      ["1", "invalid_type"],
    ]);
  });

  it("give records keys and values, and refuse the keys of prototype pollution", () => {
    const schema = record(integer(), { keys: slug(), maxItems: 2 });
    assert.deepEqual({ ...schema.parse({ a: 1 }) }, { a: 1 });
    assert.deepEqual(faults(schema, { "a b": 1, c: "x" }), [["a b", "slug"]]);
    assert.deepEqual(faults(schema, { a: 1, b: 1, c: 1 }), [["", "max_items"]]);
    const hostile: unknown = JSON.parse('{"__proto__":1,"constructor":2}');
    assert.deepEqual(faults(schema, hostile), [
      ["__proto__", "forbidden_key"],
      ["constructor", "forbidden_key"],
    ]);
  });
});

describe("unions", () => {
  it("take the first form that fits, and tell the faults of the form that was meant", () => {
    const schema = union([integer(), object({ a: integer() })]);
    assert.equal(schema.parse(1), 1);
    assert.deepEqual(faults(schema, { a: "x" }), [["a", "invalid_type"]]);
    assert.deepEqual(faults(schema, "x"), [["", "no_alternative"]]);
    assert.deepEqual(faults(schema, undefined), [["", "required"]]);
  });

  it("tell objects apart by a key", () => {
    const Animal = discriminatedUnion("kind", [
      object({ kind: literal("cat"), lives: integer() }),
      object({ kind: choice(["dog", "wolf"]), breed: string() }),
    ]);
    assert.deepEqual(Animal.parse({ kind: "wolf", breed: "x" }), { kind: "wolf", breed: "x" });
    assert.deepEqual(faults(Animal, { kind: "cat" }), [["lives", "required"]]);
    assert.deepEqual(faults(Animal, { kind: "cow" }), [["kind", "invalid_choice"]]);
    assert.deepEqual(faults(Animal, {}), [["kind", "required"]]);
    assert.deepEqual(faults(Animal, 3), [["", "invalid_type"]]);
  });

  it("tell refined objects apart too, but not transformed ones", () => {
    const cat = object({ kind: literal("cat"), lives: integer() });
    const dog = object({ kind: literal("dog") });
    const alive = cat.refine(({ lives }) => (lives > 0 ? undefined : "Dead."));
    assert.deepEqual(faults(discriminatedUnion("kind", [alive, dog]), { kind: "cat", lives: 0 }), [
      ["", "invalid"],
    ]);
    assert.throws(() => discriminatedUnion("kind", [dog, cat.transform(({ lives }) => lives)]), {
      code: "validation.no-discriminator",
    });
  });

  it("refuse to be made without a key that tells", () => {
    const cat = object({ kind: literal("cat") });
    assert.throws(() => discriminatedUnion("kind", [cat, object({ kind: string() })]), {
      code: "validation.no-discriminator",
    });
    assert.throws(() => discriminatedUnion("kind", [cat, cat]), {
      code: "validation.no-discriminator",
    });
  });
});

describe("a schema that contains itself", () => {
  interface Comment {
    text: string;
    replies: Comment[];
  }
  const Comment: Schema<Comment> = object({
    text: string(),
    replies: array(lazy(() => Comment)),
  });

  it("goes down, with paths", () => {
    const value = { text: "a", replies: [{ text: "b", replies: [{ text: 1, replies: [] }] }] };
    assert.deepEqual(faults(Comment, value), [["replies.0.replies.0.text", "invalid_type"]]);
  });

  it("ends at 200 levels, also for what contains itself for ever", () => {
    const endless: Comment = { text: "a", replies: [] };
    endless.replies.push(endless);
    assert.equal(faults(Comment, endless)[0]![1], "too_deep");
  });
});

describe("what is added to a schema", () => {
  it("refines and transforms in order, and stops at the first fault", () => {
    const seen: string[] = [];
    const schema = string()
      .refine((text) =>
        text.startsWith("a") ? undefined : { code: "start", message: "Begin with a." },
      )
      .transform((text) => {
        seen.push(text);
        return text.length;
      })
      .refine((length) => (length < 3 ? undefined : "Too long."));
    assert.equal(schema.parse("ab"), 2);
    assert.deepEqual(faults(schema, "b"), [["", "start"]]);
    assert.deepEqual(faults(schema, "abc"), [["", "invalid"]]);
    assert.deepEqual(seen, ["ab", "abc"]);
  });

  it("pipes into another schema", () => {
    const Port = string()
      .transform(Number)
      .pipe(integer({ max: 65_535 }));
    assert.equal(Port.parse("80"), 80);
    assert.deepEqual(faults(Port, "80000"), [["", "max_value"]]);
  });

  it("says faults in its own words, those of missing values too", () => {
    const name = string({ maxLength: 2 }).messages({ required: "Who?", max_length: "Shorter!" });
    const schema = object({ name });
    assert.equal(schema.validate({}).issues?.[0]?.message, "Who?");
    assert.equal(schema.validate({ name: "abc" }).issues?.[0]?.message, "Shorter!");
  });

  it("says faults in another language", () => {
    const translate = (code: string, params: Readonly<Record<string, unknown>>) =>
      `${code}:${String(params["limit"])}`;
    const { issues } = string({ maxLength: 2 }).validate("abc", { translate });
    assert.deepEqual(issues, [{ path: "", code: "max_length", message: "max_length:2" }]);
  });

  it("calls a default each time", () => {
    let number = 0;
    const schema = integer().default(() => ++number);
    assert.deepEqual(
      [schema.parse(undefined), schema.parse(undefined), schema.parse(9)],
      [1, 2, 9],
    );
  });

  it("makes null fine, but not missing", () => {
    assert.equal(string().nullable().parse(null), null);
    assert.deepEqual(faults(string().nullable(), undefined), [["", "required"]]);
    assert.equal(string().nullable().optional().parse(undefined), undefined);
  });
});

describe("parse", () => {
  it("throws every fault at once, readable and as data", () => {
    const schema = object({ a: integer(), b: array(string()) });
    assert.throws(
      () => schema.parse({ a: "x", b: [1] }),
      (error: unknown) => {
        assert.ok(error instanceof ValidationError);
        assert.equal(
          error.message,
          "a: Expected a whole number, not text.\nb.0: Expected text, not a number.",
        );
        assert.deepEqual(
          { ...error.byPath() },
          {
            a: ["Expected a whole number, not text."],
            "b.0": ["Expected text, not a number."],
          },
        );
        assert.equal((JSON.parse(JSON.stringify(error)) as ValidationError).issues.length, 2);
        return true;
      },
    );
  });
});

describe("schemas that have to wait", () => {
  const taken = new Set(["ann"]);
  const UserName = string({ minLength: 2 }).refineAsync(async (name) => {
    await Promise.resolve();
    return taken.has(name) ? { code: "taken", message: `${name} is taken.` } : undefined;
  });

  it("are asked with validateAsync, at any depth, and side by side", async () => {
    const schema = object({
      name: UserName,
      friends: array(UserName).default([]),
      byRole: record(UserName).optional(),
      pair: tuple([UserName, integer()]).optional(),
      either: union([integer(), UserName]).optional(),
    });
    const { issues } = await schema.validateAsync({
      name: "ann",
      friends: ["bob", "ann", "x"],
      byRole: { admin: "ann" },
      pair: ["ann", 1],
      either: "ann",
      extra: 1,
    });
    assert.deepEqual(
      issues!.map(({ path, code }) => [path, code]),
      [
        ["name", "taken"],
        ["friends.1", "taken"],
        ["friends.2", "min_length"],
        ["byRole.admin", "taken"],
        ["pair.0", "taken"],
        ["either", "taken"],
      ],
    );
    const good = await schema.validateAsync({ name: "bob", extra: 1 });
    assert.deepEqual(good, { value: { name: "bob", friends: [] } });
  });

  it("go on with transforms and checks afterwards", async () => {
    const schema = UserName.transform((name) => name.toUpperCase()).refine((name) =>
      name === "BOB" ? "No bobs." : undefined,
    );
    assert.deepEqual(await schema.validateAsync("cid"), { value: "CID" });
    assert.equal((await schema.validateAsync("bob")).issues?.[0]?.message, "No bobs.");
    assert.equal((await schema.optional().validateAsync(undefined)).issues, undefined);
  });

  it("refuse to be asked for an answer at once", () => {
    assert.throws(() => object({ name: UserName }).parse({ name: "x" }), {
      code: "validation.async-schema",
    });
    assert.throws(
      () =>
        string()
          .refine((async () => undefined) as never)
          .parse("x"),
      {
        code: "validation.async-check",
      },
    );
  });

  it("refuse extras too", async () => {
    const schema = object({ name: UserName }, { extras: "forbid" });
    const { issues } = await schema.validateAsync({ name: "bob", x: 1 });
    assert.deepEqual(
      issues?.map(({ path }) => path),
      ["x"],
    );
  });
});
