/**
 * Reads the `Plural-Forms` header of a catalog: how many forms a language has, and which one a count takes.
 *
 * The rule is an expression of C in one variable. It is parsed and walked, never run as code.
 *
 * Worked example: `nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);` gives 0 for 1, 1 for 22 and 2 for 25.
 *
 * @see the GNU gettext manual, section "Additional functions for plural forms"
 */

import { FlagonError } from "../base/errors.ts";

/** The plural forms of a language. */
export interface PluralForms {
  /** How many there are. */
  readonly count: number;
  /** The header that says so. */
  readonly text: string;
  /** Gives the form of a count, from 0; never beyond the last one. */
  formOf(count: number): number;
}

type Rule = (n: number) => number;

/** Rules are short; these bounds are for files that somebody else wrote. */
const LONGEST_RULE = 2000;
const DEEPEST_RULE = 100;
const MOST_FORMS = 20;

/** One form for one, another for everything else: what a catalog without a header means. */
export const TWO_FORMS: PluralForms = {
  count: 2,
  text: "nplurals=2; plural=(n != 1);",
  formOf: (count) => (count === 1 ? 0 : 1),
};

const known = new Map<string, PluralForms>();

/**
 * Reads a header's value.
 *
 * @throws FlagonError `i18n.plural-forms`
 */
export function parsePluralForms(text: string): PluralForms {
  const found = known.get(text);
  if (found !== undefined) return found;
  // Some files have an escaped line end or a remark behind the rule; msgfmt does not mind, either.
  const parts = /^\s*nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;]+)(?:;|$)/.exec(text);
  if (parts === null) throw badRule("It has to read `nplurals=…; plural=…;`.", text);
  const count = Number(parts[1]);
  if (count < 1 || count > MOST_FORMS) {
    throw badRule(`A language has 1 to ${MOST_FORMS} forms.`, text);
  }
  const rule = new RuleParser(parts[2]!, text).parse();
  const forms: PluralForms = {
    count,
    text,
    formOf: (given) => {
      const form = rule(Math.abs(given));
      return form >= 0 && form < count ? Math.trunc(form) : 0;
    },
  };
  if (known.size < 200) known.set(text, forms);
  return forms;
}

function badRule(mend: string, text: string): FlagonError {
  return new FlagonError("The rule for plural forms cannot be read.", {
    code: "i18n.plural-forms",
    where: `Plural-Forms: ${text.slice(0, 200)}`,
    mend,
  });
}

const TOKEN = /\s*(\d+|n\b|&&|\|\||[=!<>]=|[-+*/%<>!?:()])/y;

/** The operators with two sides, loosest first. */
const LEVELS: readonly Record<string, (a: number, b: number) => number>[] = [
  { "||": (a, b) => Number(a !== 0 || b !== 0) },
  { "&&": (a, b) => Number(a !== 0 && b !== 0) },
  { "==": (a, b) => Number(a === b), "!=": (a, b) => Number(a !== b) },
  {
    "<": (a, b) => Number(a < b),
    ">": (a, b) => Number(a > b),
    "<=": (a, b) => Number(a <= b),
    ">=": (a, b) => Number(a >= b),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  {
    "*": (a, b) => a * b,
    "/": (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
    "%": (a, b) => (b === 0 ? 0 : a % b),
  },
];

class RuleParser {
  readonly #text: string;
  readonly #header: string;
  readonly #tokens: string[] = [];
  #at = 0;
  #depth = 0;

  constructor(text: string, header: string) {
    this.#text = text.trim();
    this.#header = header;
  }

  parse(): Rule {
    this.#tokenize();
    const rule = this.#condition();
    if (this.#at < this.#tokens.length) throw this.#unexpected();
    return rule;
  }

  #tokenize(): void {
    const text = this.#text;
    if (text.length > LONGEST_RULE) {
      throw badRule(`A rule has at most ${LONGEST_RULE} characters.`, this.#header);
    }
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const start = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      if (match === null) throw badRule(`Nothing can begin with "${text[start]}".`, this.#header);
      this.#tokens.push(match[1]!);
    }
  }

  #condition(): Rule {
    if (++this.#depth > DEEPEST_RULE) throw badRule("It nests too deeply.", this.#header);
    const test = this.#level(0);
    let rule = test;
    if (this.#skip("?")) {
      const yes = this.#condition();
      if (!this.#skip(":")) throw this.#unexpected();
      const no = this.#condition();
      rule = (n) => (test(n) === 0 ? no(n) : yes(n));
    }
    this.#depth--;
    return rule;
  }

  #level(index: number): Rule {
    const operators = LEVELS[index];
    if (operators === undefined) return this.#operand();
    let left = this.#level(index + 1);
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || !Object.hasOwn(operators, token)) return left;
      this.#at++;
      const [before, right, apply] = [left, this.#level(index + 1), operators[token]!];
      left = (n) => apply(before(n), right(n));
    }
  }

  #operand(): Rule {
    if (this.#skip("!")) {
      if (++this.#depth > DEEPEST_RULE) throw badRule("It nests too deeply.", this.#header);
      const inner = this.#operand();
      this.#depth--;
      return (n) => Number(inner(n) === 0);
    }
    if (this.#skip("(")) {
      const inner = this.#condition();
      if (!this.#skip(")")) throw this.#unexpected();
      return inner;
    }
    const token = this.#tokens[this.#at];
    if (token === undefined || !/^(\d+|n)$/.test(token)) throw this.#unexpected();
    this.#at++;
    if (token === "n") return (n) => n;
    const value = Number(token);
    return () => value;
  }

  #skip(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #unexpected(): FlagonError {
    const token = this.#tokens[this.#at];
    return badRule(
      token === undefined ? "It ends too early." : `"${token}" is not expected there.`,
      this.#header,
    );
  }
}

const SLAVIC =
  "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);";
const POLISH =
  "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);";
const CZECH = "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);";

/** The rules that new files begin with, by languages; all others have two forms. */
const RULES: readonly (readonly [languages: string, rule: string])[] = [
  ["ja ko zh vi th id ms lo my km bo dz", "nplurals=1; plural=0;"],
  ["fr pt-BR oc hy ff kab am bn fa hi gu kn zu ak ln mg ti wa", "nplurals=2; plural=(n > 1);"],
  ["ru uk be sr hr bs sh", SLAVIC],
  ["pl", POLISH],
  ["cs sk", CZECH],
  ["sl", "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);"],
  [
    "lt",
    "nplurals=3; plural=(n%10==1 && (n%100<11 || n%100>19) ? 0 : n%10>=2 && (n%100<11 || n%100>19) ? 1 : 2);",
  ],
  ["lv", "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n!=0 ? 1 : 2);"],
  ["ro mo", "nplurals=3; plural=(n==1 ? 0 : n==0 || (n%100>0 && n%100<20) ? 1 : 2);"],
  [
    "ar",
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
  ],
  ["ga", "nplurals=5; plural=(n==1 ? 0 : n==2 ? 1 : n>2 && n<7 ? 2 : n>6 && n<11 ? 3 : 4);"],
  ["gd", "nplurals=4; plural=(n==1 || n==11 ? 0 : n==2 || n==12 ? 1 : n>2 && n<20 ? 2 : 3);"],
  ["cy", "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"],
  [
    "mt",
    "nplurals=4; plural=(n==1 ? 0 : n==0 || (n%100>1 && n%100<11) ? 1 : n%100>10 && n%100<20 ? 2 : 3);",
  ],
  ["is mk", "nplurals=2; plural=(n%10!=1 || n%100==11);"],
];

/** Gives the `Plural-Forms` header for new files of a language. */
export function pluralFormsHeader(locale: string): string {
  const language = locale.split(/[-_]/, 1)[0]!;
  for (const wanted of [locale.replaceAll("_", "-"), language]) {
    const found = RULES.find(([languages]) => languages.split(" ").includes(wanted));
    if (found !== undefined) return found[1];
  }
  return TWO_FORMS.text;
}
