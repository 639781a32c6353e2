/** fullClean(): fields, clean(), uniqueness and constraints, gathered in one error. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  check,
  createTables,
  Decimal,
  exclude,
  F,
  f,
  lower,
  model,
  Q,
  unique,
  ValidationError,
} from "../../src/db/index.ts";
import { withHome } from "./homes.ts";

class Team extends model({ name: f.char({ maxLength: 20, unique: true }) }, { table: "team" }) {}

class Person extends model(
  {
    name: f.char({ maxLength: 10 }),
    email: f.email({ unique: true, errorMessages: { unique: "Taken: choose another." } }),
    age: f.integer({ null: true }),
    height: f.decimal({ maxDigits: 4, decimalPlaces: 2, null: true }),
    born: f.date({ null: true }),
    from: f.date({ null: true }),
    until: f.date({ null: true }),
    slug: f.slug({ blank: true, uniqueForMonth: "born" }),
    seat: f.integer({ null: true, uniqueForDate: "seenAt" }),
    year: f.integer({ null: true, uniqueForYear: "born" }),
    seenAt: f.datetime({ null: true }),
    status: f.char({ maxLength: 9, choices: ["draft", "live"], default: "draft" }),
    team: f.foreignKey(Team, {
      onDelete: "cascade",
      null: true,
      limitChoicesTo: { name__gt: "B" },
    }),
    number: f.integer({ null: true }),
    madeIn: f.integer({ databaseDefault: 7 }),
  },
  {
    table: "person",
    uniqueTogether: [["team", "number"]],
    constraints: [
      unique({
        name: "one_lower_name",
        expressions: [lower("name")],
        message: "{name}: there is one.",
        code: "taken",
      }),
      unique({ name: "one_live_age", fields: ["age"], where: { status: "live" } }),
      unique({ name: "one_height", fields: ["height"] }),
      check({
        name: "until_after_from",
        condition: { until__gt: F("from") },
        message: "It ends before it begins.",
      }),
      check({ name: "no_old_drafts", condition: Q({ status: "live" }).or({ age__lt: 100 }) }),
    ],
  },
) {
  override clean(): void {
    if (this.name === "admin") throw new ValidationError("Not that name.", { code: "reserved" });
    if (this.name === "root") throw new ValidationError({ name: "Not this name." });
  }
}

const DAY = Temporal.PlainDate.from("2026-01-31");
const ann = {
  name: "Ann",
  email: "ann@example.com",
  age: 30,
  height: "1.70",
  born: "2000-05-06",
  slug: "ann",
  seat: 4,
  year: 1,
  seenAt: new Date("2026-01-31T10:00:00Z"),
  status: "live",
  teamId: 2,
  number: 9,
} as const;
const bob = { name: "Bob", email: "bob@example.com" };

async function codesOf(row: { fullClean(): Promise<void> }): Promise<Record<string, string[]>> {
  try {
    await row.fullClean();
    return {};
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.codesByField();
  }
}

/** What differs from Bob, then the codes by field. */
const CASES: [what: string, values: object, codes: Record<string, string[]>][] = [
  ["nothing is wrong", {}, {}],
  ["nothing is there", { name: undefined, email: undefined }, { name: ["null"], email: ["null"] }],
  [
    "values are no good",
    { name: "x".repeat(11), email: "no", age: "a", status: "z" },
    {
      name: ["max_length"],
      email: ["email"],
      age: ["invalid"],
      status: ["invalid_choice"],
    },
  ],
  ["a value is taken", { email: "ann@example.com" }, { email: ["unique"] }],
  ["values are taken together", { teamId: 2, number: 9 }, { nonFieldErrors: ["unique_together"] }],
  ["values together are partly null", { teamId: null, number: 9 }, {}],
  [
    "the slug is there in that month of another year",
    { slug: "ann", born: "1990-05-01" },
    { slug: ["unique_for_month"] },
  ],
  ["the slug is there in another month", { slug: "ann", born: "2000-06-06" }, {}],
  [
    "the seat is taken on that day",
    { seat: 4, seenAt: new Date("2026-01-31T20:00:00Z") },
    { seat: ["unique_for_date"] },
  ],
  ["the seat is taken on another day", { seat: 4, seenAt: new Date("2026-02-01T20:00:00Z") }, {}],
  [
    "the number is there in that year",
    { year: 1, born: "2000-12-31" },
    { year: ["unique_for_year"] },
  ],
  ["an expression is taken", { name: "ANN" }, { nonFieldErrors: ["taken"] }],
  ["a conditional value is taken", { age: 30, status: "live" }, { nonFieldErrors: ["constraint"] }],
  ["a conditional value is taken and the row is none of those", { age: 30 }, {}],
  ["a constraint of one field is broken", { height: "1.7" }, { height: ["unique"] }],
  ["a check is broken", { from: DAY, until: DAY }, { nonFieldErrors: ["constraint"] }],
  ["a check cannot be told for a null", { from: DAY }, {}],
  [
    "a check is broken and another",
    { from: DAY, until: DAY, age: 100 },
    { nonFieldErrors: ["constraint", "constraint"] },
  ],
  ["the row refers to nothing", { teamId: 99 }, { team: ["invalid"] }],
  ["the row refers to what is not to be chosen", { teamId: 1 }, { team: ["invalid"] }],
  ["clean() refuses the row", { name: "admin" }, { nonFieldErrors: ["reserved"] }],
  ["clean() refuses a field", { name: "root" }, { name: ["invalid"] }],
  [
    "much is wrong at once",
    { name: "admin", email: "ann@example.com", age: 100, status: "draft", teamId: 2, number: 9 },
    {
      nonFieldErrors: ["reserved", "unique_together", "constraint"],
      email: ["unique"],
    },
  ],
];

for (const kind of ["sqlite", "postgres", "mysql"] as const) {
  describe(`a row that is checked in full on ${kind}`, () => {
    it("gives all that is wrong, by field and code", async () => {
      await withHome(kind, async () => {
        await createTables(Team, Person);
        for (const name of ["A", "C"]) await Team.create({ name });
        await Person.create(ann);
        for (const [what, values, codes] of CASES)
          assert.deepEqual(await codesOf(new Person({ ...bob, ...values } as never)), codes, what);
      });
    });

    it("does not clash with itself, and does with others when it changes", async () => {
      await withHome(kind, async () => {
        await createTables(Team, Person);
        for (const name of ["A", "C"]) await Team.create({ name });
        const row = await Person.create(ann);
        const other = await Person.create({ ...bob, madeIn: 1 });
        assert.deepEqual(await codesOf(row), {});
        assert.deepEqual(await codesOf(await Person.get({ pk: row.id })), {});
        other.email = row.email;
        other.name = "aNN";
        assert.deepEqual(await codesOf(other), { email: ["unique"], nonFieldErrors: ["taken"] });
      });
    });

    it("is left with its values as the fields have them", async () => {
      await withHome(kind, async () => {
        await createTables(Team, Person);
        const row = new Person({
          ...bob,
          age: "12" as never,
          height: "1.5",
          born: "2026-01-31" as never,
        });
        await row.fullClean();
        assert.equal(row.age, 12);
        assert.ok(row.height instanceof Decimal);
        assert.equal(String(row.born), "2026-01-31");
        assert.equal(row.madeIn, undefined);
      });
    });
  });
}

describe("a row that is checked in part", () => {
  it("leaves out fields and what they are part of", async () => {
    await withHome("sqlite", async () => {
      await createTables(Team, Person);
      for (const name of ["A", "C"]) await Team.create({ name });
      await Person.create(ann);
      const row = new Person({ ...ann, from: DAY, until: DAY });
      await row.fullClean({
        exclude: ["name", "email", "number", "slug", "seat", "year", "age", "height", "until"],
      });
      await assert.rejects(
        row.fullClean({ validateUnique: false, exclude: ["until"] }),
        (error) => {
          assert.deepEqual((error as ValidationError).codesByField(), {
            nonFieldErrors: ["taken", "constraint"],
            height: ["unique"],
          });
          return true;
        },
      );
      await assert.rejects(row.fullClean({ exclude: ["nmae" as "name"] }), {
        code: "db.unknown-field",
        mend: 'Did you mean "name"?',
      });
      await row.fullClean({ validateUnique: false, validateConstraints: false });
    });
  });

  it("tells the texts of the field and of the constraint", async () => {
    await withHome("sqlite", async () => {
      await createTables(Team, Person);
      await Person.create({ ...bob });
      await assert.rejects(new Person({ ...bob, name: "bob" }).fullClean(), (error) => {
        assert.deepEqual((error as ValidationError).byField(), {
          email: ["Taken: choose another."],
          nonFieldErrors: ["one_lower_name: there is one."],
        });
        return true;
      });
    });
  });

  it("looks at what its parent's table wants to be unique, too", async () => {
    class Venue extends model(
      { name: f.char({ maxLength: 9, unique: true }) },
      { table: "venue" },
    ) {}
    class Bar extends Venue.extend({ stars: f.integer({ unique: true }) }, { table: "bar" }) {}
    await withHome("sqlite", async () => {
      await createTables(Venue, Bar);
      const bar = await Bar.create({ name: "x", stars: 1 });
      assert.deepEqual(await codesOf(bar), {});
      const clash = new Bar({ name: "x", stars: 1 });
      assert.deepEqual(await codesOf(clash), { name: ["unique"], stars: ["unique"] });
    });
  });

  it("asks PostgreSQL for exclusions", async () => {
    class Stay extends model(
      { room: f.integer(), during: f.integerRange(), isGone: f.boolean({ default: false }) },
      {
        table: "stay",
        constraints: [
          exclude({ name: "one_guest", expressions: [["during", "&&"]], where: { isGone: false } }),
        ],
      },
    ) {}
    await withHome("postgres", async () => {
      await createTables(Stay);
      await Stay.create({ room: 1, during: [1, 5] });
      assert.deepEqual(await codesOf(new Stay({ room: 1, during: [4, 6] })), {
        nonFieldErrors: ["constraint"],
      });
      assert.deepEqual(await codesOf(new Stay({ room: 1, during: [5, 6] })), {});
      assert.deepEqual(await codesOf(new Stay({ room: 1, during: [4, 6], isGone: true })), {});
    });
  });
});
