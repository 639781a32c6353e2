/** The stock validators, beside the verdicts of Django 5.2 on the same values. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  type Problem,
  type Validator,
  decimalLimits,
  fileExtension,
  integerList,
  matches,
  maxLength,
  maxValue,
  minLength,
  minValue,
  noNullCharacters,
  stepValue,
  validDomain,
  validUrl,
  validateEmail,
  validateImageExtension,
  validateInteger,
  validateIp,
  validateIpv4,
  validateIpv6,
  validateSlug,
  validateUnicodeSlug,
  withMessage,
} from "../../src/base/validators.ts";

interface Verdicts {
  formats: Record<string, { good: string[]; bad: string[] }>;
  decimals: [maxDigits: number | null, places: number | null, value: string, code: string | null][];
  steps: [step: number, offset: number | null, value: number, isGood: boolean][];
  extensions: [name: string, isGood: boolean][];
}

/** Recorded by running Django's validators; the values are our own. */
const verdicts = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures", "django-verdicts.json"), "utf8"),
) as Verdicts;

const FORMATS: Record<string, Validator<string>> = {
  email: validateEmail,
  slug: validateSlug,
  uslug: validateUnicodeSlug,
  ipv4: validateIpv4,
  ipv6: validateIpv6,
  ip: validateIp,
  int: validateInteger,
  url: validUrl(),
  urlgit: validUrl({ schemes: ["git", "file", "git+ssh"] }),
  domain: validDomain(),
  domainascii: validDomain({ ascii: true }),
  ints: integerList(),
  intsneg: integerList({ negative: true }),
  intsdot: integerList({ separator: "." }),
  null: noNullCharacters,
};

/** Where Flagon refuses what Django takes, and why. */
const STRICTER: Record<string, (value: string) => boolean> = {
  "a control character in a URL has no honest use": (value) => value.includes("\u0001"),
  "an IPv6 zone means something on one machine only": (value) => value.includes("%eth0"),
  "no domain name is longer than 255 characters": (value) => value.length > 255,
};

describe("the verdicts of Django", () => {
  for (const [name, { good, bad }] of Object.entries(verdicts.formats)) {
    it(`are given for ${good.length} good and ${bad.length} bad values: ${name}`, () => {
      const validate = FORMATS[name]!;
      const stricter = (value: string) => Object.values(STRICTER).some((fits) => fits(value));
      const refused = good.filter((value) => validate(value) !== undefined && !stricter(value));
      const taken = bad.filter((value) => validate(value) === undefined);
      assert.deepEqual({ refused, taken }, { refused: [], taken: [] });
    });
  }

  it("are given for the digits of decimal numbers, with the same codes", () => {
    const got = verdicts.decimals.map(([maxDigits, decimalPlaces, value]) => {
      const limits = {
        ...(maxDigits === null ? {} : { maxDigits }),
        ...(decimalPlaces === null ? {} : { decimalPlaces }),
      };
      const said = decimalLimits(limits)(value) as Problem | undefined;
      return [maxDigits, decimalPlaces, value, said?.code ?? null];
    });
    assert.deepEqual(got, verdicts.decimals);
  });

  it("are given for steps", () => {
    const got = verdicts.steps.map(([step, offset, value]) => {
      const validate = stepValue(step, offset === null ? {} : { offset });
      return [step, offset, value, validate(value) === undefined];
    });
    assert.deepEqual(got, verdicts.steps);
  });

  it("are given for file extensions", () => {
    const validate = fileExtension(["TXT"]);
    const got = verdicts.extensions.map(([name]) => [name, validate({ name }) === undefined]);
    assert.deepEqual(got, verdicts.extensions);
    assert.equal(validateImageExtension("a.PNG"), undefined);
    assert.notEqual(validateImageExtension("a.php"), undefined);
  });
});

describe("limits", () => {
  it("hold for numbers, dates and text, and may be asked each time", () => {
    const day = new Date("2026-01-02");
    const table: [Validator<never>, unknown, boolean][] = [
      [minValue(3), 3, true],
      [minValue(3), 2, false],
      [maxValue(3n), 4n, false],
      [maxValue(day), new Date("2026-01-02"), true],
      [maxValue(day), new Date("2026-01-03"), false],
      [minValue(() => 5), 4, false],
      [minLength(2), "😀", false],
      [minLength(2), ["a", "b"], true],
      [maxLength(1), "😀", true],
      [maxLength(1), [1, 2], false],
    ];
    for (const [validate, value, isGood] of table) {
      assert.equal(validate(value as never) === undefined, isGood, String(value));
    }
  });

  it("say what they wanted and got", () => {
    assert.deepEqual(maxLength(3)("abcd"), {
      code: "max_length",
      message: "At most 3 characters are allowed; there are 4.",
      params: { limit: 3, actual: 4 },
      text: "At most {limit} characters are allowed; there are {actual}.",
    });
  });
});

describe("expressions", () => {
  it("may be wanted or unwanted, and remember nothing between two values", () => {
    const digits = matches(/\d+/g, { code: "digits", message: "Digits, please." });
    assert.deepEqual([digits("a1"), digits("1"), digits("1")], [undefined, undefined, undefined]);
    assert.deepEqual(digits("a"), { code: "digits", message: "Digits, please." });
    assert.notEqual(matches(/admin/, { inverse: true })("an admin"), undefined);
  });
});

describe("another message", () => {
  it("keeps code and parameters, and says how it was written", () => {
    const validate = withMessage(maxLength(3), "No more than {limit}!");
    assert.deepEqual(validate("abcd"), {
      code: "max_length",
      message: "No more than 3!",
      params: { limit: 3, actual: 4 },
      text: "No more than {limit}!",
    });
    assert.equal(validate("a"), undefined);
  });
});

describe("hostile text", () => {
  const long = 100_000;
  const texts = [
    `${"a.".repeat(long)}@`,
    `"${"\\a".repeat(long)}`,
    `a@${"a-".repeat(long)}`,
    `http://${"a.".repeat(long)}`,
    `http://${"a@".repeat(long)}`,
    `http://${"[::".repeat(long)}`,
    `${"-".repeat(long)}!`,
    `${"1,".repeat(long)}x`,
    `${":".repeat(long)}`,
    `${"0".repeat(long)}.`,
  ];
  it("is refused in no time by every validator", () => {
    const validators = [...Object.values(FORMATS), decimalLimits({ maxDigits: 5 })];
    const start = performance.now();
    for (const validate of validators) for (const text of texts) validate(text);
    assert.ok(performance.now() - start < 1000, `took ${performance.now() - start} ms`);
  });
});
