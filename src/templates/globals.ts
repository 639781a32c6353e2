/** The names that every template has: `range`, `dict`, `namespace`, `cycler`, `joiner`, `lipsum`, `now`. */

import { SafeHtml } from "../base/safe-html.ts";
import { now } from "../base/clock.ts";
import type { Names } from "./context.ts";
import { formatMoment } from "./dates/date-format.ts";
import { momentAt } from "./dates/moment.ts";
import { type Dict, dictOf } from "./dicts.ts";
import { TemplateTypeError, TemplateValueError } from "./errors.ts";
import { assertLength, assertLengthInSandbox } from "./limits.ts";
import type { Localization } from "./localization.ts";
import { pairsOf } from "./methods/containers.ts";
import { toIndex } from "./numbers.ts";
import { str } from "./printing.ts";
import { signed } from "./signatures.ts";
import { CALL, type Callable, type Keywords, Namespace, Range } from "./values.ts";

function range(...bounds: unknown[]): Range {
  if (bounds.length === 0 || bounds.length > 3) {
    throw new TemplateTypeError('"range" takes a stop, or a start and a stop, and a step.');
  }
  const [first, second, step = 1] = bounds.map(toIndex) as [number, number?, number?];
  if (step === 0) throw new TemplateValueError("The step of a range cannot be zero.");
  const made = second === undefined ? new Range(0, first, 1) : new Range(first, second, step);
  assertLengthInSandbox(Range.lengthOf(made));
  return made;
}

function dict(keywords: Keywords, pairs: unknown = {}): Dict {
  return dictOf([...pairsOf(pairs), ...Object.entries(keywords)]);
}

function namespace(keywords: Keywords, pairs: unknown = {}): Namespace {
  const made = new Namespace();
  for (const [key, value] of [...pairsOf(pairs), ...Object.entries(keywords)]) {
    Object.defineProperty(made, String(key), {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return made;
}

/** Gives values in turn, one for each call of `next()`. */
export class Cycler {
  readonly #items: readonly unknown[];
  #at = 0;

  constructor(items: readonly unknown[]) {
    this.#items = items;
  }

  /** The value that comes next. */
  get current(): unknown {
    return this.#items[this.#at];
  }

  next(): unknown {
    const { current } = this;
    this.#at = (this.#at + 1) % this.#items.length;
    return current;
  }

  reset(): null {
    this.#at = 0;
    return null;
  }
}

/** Gives nothing the first time it is called, and its text from then on. */
export class Joiner implements Callable {
  readonly #separator: unknown;
  #used = false;

  constructor(separator: unknown) {
    this.#separator = separator;
  }

  [CALL](): unknown {
    const text = this.#used ? this.#separator : "";
    this.#used = true;
    return text;
  }
}

function cycler(...items: unknown[]): Cycler {
  if (items.length === 0) throw new TemplateTypeError('"cycler" needs values to cycle through.');
  return new Cycler(items);
}

const WORDS =
  "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua".split(
    " ",
  );

const LONGEST_WORD = 12;

function words(count: number): string {
  const chosen = Array.from(
    { length: count },
    () => WORDS[Math.floor(Math.random() * WORDS.length)]!,
  );
  const text = chosen.join(" ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function lipsum(paragraphs = 5, html = true, min = 20, max = 100): SafeHtml | string {
  assertLength(paragraphs * Math.max(min, max) * LONGEST_WORD);
  const texts = Array.from({ length: paragraphs }, () =>
    words(min + Math.floor(Math.random() * Math.max(1, max - min))),
  );
  return html ? new SafeHtml(texts.map((text) => `<p>${text}</p>`).join("\n")) : texts.join("\n\n");
}

/** Gives the globals of a new environment; `localization` gives the language and time zone of the moment. */
export function builtInGlobals(localization: () => Localization): Names {
  return {
    range: signed("*", range),
    dict: signed("pairs? **", dict),
    namespace: signed("pairs? **", namespace),
    cycler: signed("*", cycler),
    joiner: signed("sep?", (separator: unknown = ", ") => new Joiner(separator)),
    now: signed("format?", (format: unknown = "DATETIME_FORMAT") => {
      const here = localization();
      return formatMoment(momentAt(now(), here.timeZone), str(format), here);
    }),
    lipsum: signed("n? html? min? max?", lipsum),
  };
}
