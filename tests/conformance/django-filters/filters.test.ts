/** Renders the filters that Django has beside what Django rendered (cases.py wrote it down). */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Environment, type Localization, markSafe } from "flagon/templates";

interface Case {
  filter: string;
  value: unknown;
  args: unknown[];
  lang: string;
  zone: string;
  safe: boolean;
  expect: string;
}

const cases = readFileSync(new URL("cases.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Case);

/** Where the results differ on purpose, by a pattern of the case, with the reason. */
const DIFFERENCES: readonly [RegExp, string][] = [
  [
    /^date \S+ (D|l|F) (pl|fr|es)/,
    "the names of days and months are those of CLDR, as within a sentence",
  ],
  [/^intcomma 45000\.1\s+de/, "a text that is a number is written in the page's language too"],
  [/^truncate(words|chars) .* 0 en/, "nothing is left of nothing, as in Django 5"],
  [/^truncatewords_html a < b and/, "`<` before a blank starts no tag, as in HTML"],
  [/^truncatechars_html .* 22 en/, "an entity is one letter and is not cut in half"],
  [/^urlizetrunc/, "the links are those of Jinja's urlize"],
];

function keyOf({ filter, value, args, lang }: Case): string {
  const texts = [value, ...args].map((part) =>
    typeof part === "string" ? part : JSON.stringify(part),
  );
  return `${filter} ${texts.join(" ")} ${lang}`;
}

/** Jinja and Django spell the quotes of escaped HTML differently; browsers read both alike. */
function sameSpelling(html: string): string {
  return html.replaceAll("&#x27;", "&#39;").replaceAll("&quot;", "&#34;");
}

function revive(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { $instant, $date } = value as { $instant?: string; $date?: string };
  if ($instant !== undefined) return new Date($instant);
  return $date ?? value;
}

function rendered({ filter, value, args, lang, zone, safe }: Case): string {
  const texts: Partial<Localization> = { locale: lang, timeZone: zone };
  const english = new Environment().localization();
  const environment = new Environment({ localization: () => ({ ...english, ...texts }) });
  const given = safe ? markSafe(String(value)) : revive(value);
  const names = {
    value: given,
    ...Object.fromEntries(args.map((arg, i) => [`a${i}`, revive(arg)])),
  };
  const parameters = args.length === 0 ? "" : "(a0)";
  return environment.renderString(`{{ value|${filter}${parameters} }}`, names);
}

const families = Map.groupBy(cases, ({ filter }) => filter);

describe("filters that Django has", () => {
  for (const [filter, members] of families) {
    it(`give what Django gives: ${filter}, ${members.length} cases`, () => {
      const wrong = members.flatMap((one) => {
        const key = keyOf(one);
        if (DIFFERENCES.some(([pattern]) => pattern.test(key))) return [];
        const actual = attempt(one);
        return actual === sameSpelling(one.expect)
          ? []
          : [`${key}: ${JSON.stringify(actual)}, Django ${JSON.stringify(one.expect)}`];
      });
      assert.deepEqual(wrong, []);
    });
  }

  it("differ in every place that is named", () => {
    for (const [pattern, reason] of DIFFERENCES) {
      const differs = cases.some(
        (one) => pattern.test(keyOf(one)) && attempt(one) !== sameSpelling(one.expect),
      );
      assert.ok(differs, reason);
    }
  });
});

function attempt(one: Case): string {
  try {
    return rendered(one);
  } catch (error) {
    return `failed: ${(error as Error).message.split("\n")[0]}`;
  }
}
