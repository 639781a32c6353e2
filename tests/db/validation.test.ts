/** The validation of single values: what `clean` takes, what it says, and the error that holds it. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultMessages } from "../../src/base/issues.ts";
import { matches, maxLength, maxValue, minLength, minValue } from "../../src/base/validators.ts";
import { Decimal } from "../../src/db/decimal.ts";
import { choices } from "../../src/db/fields/choices.ts";
import type { Field } from "../../src/db/fields/field.ts";
import { f } from "../../src/db/fields/f.ts";
import { JsonNull } from "../../src/db/fields/json.ts";
import { nonFieldErrors, ValidationError } from "../../src/db/validation.ts";

function codes(field: Field, value: unknown): string[] {
  field.name = "value";
  try {
    field.clean(value);
    return [];
  } catch (error) {
    assert.ok(error instanceof ValidationError);
    return error.codesByField()["value"] ?? [];
  }
}

const Temporals = {
  day: Temporal.PlainDate.from("2026-01-31"),
  time: Temporal.PlainTime.from("09:05"),
  span: Temporal.Duration.from("PT90M"),
};

/** A field, what a form or a fixture sends, what the row gets. */
const CLEANED: [field: Field, value: unknown, cleaned: unknown][] = [
  [f.char(), 7, "7"],
  [f.integer(), " 12 ", 12],
  [f.bigInteger(), "9007199254740993", 9_007_199_254_740_993n],
  [f.float(), "1.5e3", 1500],
  [f.boolean(), "False", false],
  [f.decimal({ maxDigits: 5, decimalPlaces: 2 }), "1.10", Decimal.from("1.10")],
  [f.datetime(), "2026-01-31T14:30:00+01:00", new Date("2026-01-31T13:30:00Z")],
  [f.uuid(), "0B5B1E5C7E5F4F1B9B0A0123456789AB", "0b5b1e5c-7e5f-4f1b-9b0a-0123456789ab"],
  [f.genericIpAddress(), " 2001:DB8::0 ", "2001:db8::"],
  [f.binary({ editable: true }), "AAE=", new Uint8Array([0, 1])],
  [f.json(), { a: [1] }, { a: [1] }],
  [f.json(), JsonNull, JsonNull],
  [f.array(f.integer()), ["1", 2], [1, 2]],
  [f.hstore(), '{"a": null}', { a: null }],
  [f.char({ blank: true }), "", ""],
  [f.integer({ null: true }), null, null],
  [f.bigAuto(), null, null],
];

describe("a value that is cleaned", () => {
  for (const [field, value, cleaned] of CLEANED) {
    it(`is read as its field has it: ${field.kind} ${JSON.stringify(value)}`, () => {
      assert.deepEqual(field.clean(value), cleaned);
    });
  }

  it("may be a text of a day, a time or a duration", () => {
    const { day, time, span } = Temporals;
    assert.ok(f.date().clean("2026-01-31").equals(day));
    assert.ok(f.time().clean("09:05").equals(time));
    assert.equal(String(f.duration().clean("1:30:00")), "PT1H30M");
    assert.equal(f.duration().clean(span), span);
    assert.equal(String(f.dateRange().clean(["2026-01-31", null])), "[2026-01-31,)");
  });
});

/** A field, values that are refused, the codes of all that is wrong. */
const REFUSED: [field: Field, values: unknown[], codes: string[]][] = [
  [f.char(), [null, undefined], ["null"]],
  [f.char(), [""], ["blank"]],
  [f.char({ null: true, blank: false }), [""], ["blank"]],
  [f.char({ maxLength: 3 }), ["abcd"], ["max_length"]],
  [f.char({ choices: ["a", "b"] }), ["c"], ["invalid_choice"]],
  [f.char(), ["a\0"], ["null_characters_not_allowed"]],
  [f.email({ maxLength: 5 }), ["abc def"], ["max_length", "email"]],
  [f.slug(), ["a b", "é"], ["slug"]],
  [f.url(), ["example.com", "javascript:alert(1)"], ["url"]],
  [f.integer(), ["x", "1.5", 1.5, true, {}], ["invalid"]],
  [f.integer(), [2_147_483_648], ["max_value"]],
  [f.positiveInteger(), [-1], ["min_value"]],
  [f.float(), ["x", Number.NaN, "Infinity", "0x10"], ["invalid"]],
  [f.boolean(), ["maybe", 2], ["invalid"]],
  [f.decimal({ maxDigits: 5, decimalPlaces: 2 }), ["x", "NaN", {}], ["invalid"]],
  [f.decimal({ maxDigits: 5, decimalPlaces: 2 }), ["1.001"], ["max_decimal_places"]],
  [f.decimal({ maxDigits: 5, decimalPlaces: 2 }), ["1000.5"], ["max_whole_digits"]],
  [f.date(), ["2026-02-30", "x", 1], ["invalid"]],
  [f.datetime(), ["2026-01-31 10:00", "x"], ["invalid"]],
  [f.time(), ["24:00", "x"], ["invalid"]],
  [f.duration(), ["x", 5], ["invalid"]],
  [f.uuid(), ["x", 1], ["invalid"]],
  [f.json(), [() => 1, { a: undefined }], ["invalid"]],
  [f.genericIpAddress({ protocol: "ipv4" }), ["::1"], ["invalid"]],
  [f.array(f.integer(), { size: 1 }), [[1, 2]], ["max_items"]],
  [f.array(f.integer()), [["x", 1]], ["item_invalid"]],
  [f.image(), ["a.exe"], ["invalid_extension"]],
  [
    f.text({ validators: [minLength(5), matches(/^[a-z]+$/, { code: "letters" })] }),
    ["A1"],
    ["min_length", "letters"],
  ],
];

describe("a value that does not hold up", () => {
  for (const [field, values, expected] of REFUSED) {
    it(`is refused with all codes: ${field.kind} ${expected.join(" ")}`, () => {
      for (const value of values) assert.deepEqual(codes(field, value), expected, String(value));
    });
  }

  it("is told in the field's own words where it has some", () => {
    const field = f.char({
      maxLength: 3,
      errorMessages: { max_length: "{actual} letters? {limit} will do.", null: "Say something." },
    });
    field.name = "title";
    const messages = (value: unknown) => {
      try {
        return field.clean(value);
      } catch (error) {
        return (error as ValidationError).byField()["title"];
      }
    };
    assert.deepEqual(
      [messages("abcd"), messages(null)],
      [["4 letters? 3 will do."], ["Say something."]],
    );
  });

  it("may be refused by a validator that throws", () => {
    const odd = (value: number) => {
      if (value % 2 === 0)
        throw new ValidationError("{n} is even.", { code: "even", params: { n: value } });
      return undefined;
    };
    assert.deepEqual(codes(f.integer({ validators: [odd, maxValue(3)] }), 4), [
      "even",
      "max_value",
    ]);
  });

  it("is not looked at where the field is not editable, but for its type", () => {
    assert.deepEqual(codes(f.integer({ editable: false }), null), []);
    assert.deepEqual(codes(f.integer({ editable: false }), "x"), ["invalid"]);
  });
});

describe("limits", () => {
  it("compare days, durations and decimals by what they are", () => {
    const { day } = Temporals;
    const date = f.date({ validators: [minValue(day)] });
    assert.deepEqual(codes(date, "2026-01-30"), ["min_value"]);
    assert.deepEqual(codes(date, "2026-01-31"), []);
    const price = f.decimal({
      maxDigits: 5,
      decimalPlaces: 2,
      validators: [maxValue(Decimal.from("9.99"))],
    });
    assert.deepEqual(codes(price, "10"), ["max_value"]);
    assert.deepEqual(codes(price, "9.990"), ["max_decimal_places"]);
    assert.deepEqual(codes(price, "9.99"), []);
  });

  it("count characters and not code units", () => {
    assert.deepEqual(codes(f.text({ validators: [maxLength(2)] }), "👍👍"), []);
  });
});

describe("choices", () => {
  const Status = choices({ draft: ["d", "Not public yet"], live: ["l", "Public"] });

  it("have names for code and labels for people", () => {
    const field = f.char({ choices: Status.all, default: Status.draft });
    assert.deepEqual([Status.draft, Status.live, Status.label("l")], ["d", "l", "Public"]);
    assert.deepEqual(
      [field.display("d"), field.display("x"), field.display(null)],
      ["Not public yet", "x", ""],
    );
    assert.equal(field.defaultValue(), "d");
  });

  it("without labels are shown in words, those of groups too", () => {
    const field = f.char({ choices: ["in_review", ["Audio", [["cd", "CD"], "vinyl"]]] });
    assert.deepEqual(field.flatChoices(), [
      ["in_review", "In review"],
      ["cd", "CD"],
      ["vinyl", "Vinyl"],
    ]);
    assert.deepEqual(codes(field, "vinyl"), []);
    assert.deepEqual(codes(field, "Audio"), ["invalid_choice"]);
  });

  it("of decimals, days and big numbers are the same when they say the same", () => {
    const sizes = f.decimal({ maxDigits: 3, decimalPlaces: 1, choices: [["0.5", "Half"]] });
    assert.deepEqual(codes(sizes, "0.5"), []);
    assert.equal(sizes.display(Decimal.from("0.5")), "Half");
    assert.deepEqual(codes(f.date({ choices: ["2026-01-31"] }), Temporals.day), []);
    assert.deepEqual(codes(f.bigInteger({ choices: [1] }), 1n), []);
  });
});

describe("a ValidationError", () => {
  it("has messages by field, those of the row as a whole among them", () => {
    const error = new ValidationError({
      title: ["Too short.", { code: "shout", message: "Do not shout." }],
      [nonFieldErrors]: "The end is before the beginning.",
    });
    assert.deepEqual(error.toJSON(), {
      title: ["Too short.", "Do not shout."],
      [nonFieldErrors]: ["The end is before the beginning."],
    });
    assert.deepEqual(error.codesByField(), {
      title: ["invalid", "shout"],
      [nonFieldErrors]: ["invalid"],
    });
    assert.equal(error.messages.length, 3);
    assert.match(error.message, /^title: Too short\.\ntitle: Do not shout\.\nThe end/);
  });

  it("takes other errors up, which keep their fields", () => {
    const inner = new ValidationError("Wrong.", { field: "price" });
    const error = new ValidationError([inner, "And more."]);
    assert.deepEqual(error.byField(), { price: ["Wrong."], [nonFieldErrors]: ["And more."] });
    assert.deepEqual(error.under("row").byField(), { price: ["Wrong."], row: ["And more."] });
  });

  it("fills parameters in", () => {
    const error = new ValidationError("At least {limit} of them.", {
      params: { limit: 3 },
      code: "few",
    });
    assert.deepEqual(error.messages, ["At least 3 of them."]);
    assert.deepEqual(error.problems[0]!.params, { limit: 3 });
  });

  it("speaks the language of the moment when it is read", () => {
    const error = new ValidationError({ title: { code: "null", message: "This is required." } });
    defaultMessages.translate = (_code, _params, _message, text) => `de: ${text}`;
    try {
      assert.deepEqual(error.byField()["title"], ["de: This is required."]);
    } finally {
      defaultMessages.translate = undefined;
    }
  });
});
