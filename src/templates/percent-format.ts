/** `"%s has %d" % (name, 3)`: Python's older way of formatting. With HTML on the left, the values are escaped. */

import { SafeHtml } from "../base/safe-html.ts";
import { type Dict, findItem, isDict } from "./dicts.ts";
import { TemplateTypeError, TemplateValueError } from "./errors.ts";
import { formatSpec } from "./format-spec.ts";
import { assertLength } from "./limits.ts";
import { isNumeric } from "./numbers.ts";
import { esc, repr, str, typeName } from "./printing.ts";
import { Undefined } from "./undefined.ts";
import { Tuple } from "./values.ts";

const PLACE = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.|$)/gsu;

/** Fills the places of a format with a tuple's values, with a dict's for `%(name)s`, or with the one value. */
export function formatPercent(format: string | SafeHtml, values: unknown): unknown {
  const safe = format instanceof SafeHtml;
  const given = new Arguments(values);
  let length = 0;
  const filled = format.toString().replace(PLACE, (_place, name, flags, width, precision, type) => {
    if (type === "%") return "%";
    const one = given.widthOf(width as string | undefined);
    const two = given.widthOf(precision as string | undefined);
    const value = given.take(name as string | undefined);
    length += one ?? 0;
    assertLength(length);
    return formatPlace(value, { flags, width: one ?? 0, precision: two, type, safe } as Place);
  });
  given.finish();
  return safe ? new SafeHtml(filled) : filled;
}

interface Place {
  flags: string;
  width: number;
  precision: number | undefined;
  type: string;
  safe: boolean;
}

/** Widths and precisions beyond this one are refused; no page needs them. */
const WIDEST = 1_000_000;

/** The values of one formatting, taken one after the other. */
class Arguments {
  readonly #list: readonly unknown[];
  readonly #dict: Dict | undefined;
  #next = 0;
  #named = false;
  readonly #mayBeLeft: boolean;

  constructor(values: unknown) {
    this.#list = values instanceof Tuple ? values : [values];
    this.#dict = isDict(values) ? values : undefined;
    // What could be asked by a key is not counted as one value.
    this.#mayBeLeft =
      (Array.isArray(values) && !(values instanceof Tuple)) || values instanceof Undefined;
  }

  take(name: string | undefined): unknown {
    if (name === undefined) {
      if (this.#next >= this.#list.length) {
        throw new TemplateTypeError("There are fewer values than places in the format.");
      }
      return this.#list[this.#next++];
    }
    if (this.#dict === undefined) {
      throw new TemplateTypeError(`The place %(${name}) needs a dict of values.`);
    }
    this.#named = true;
    const value = findItem(this.#dict, name);
    if (value === undefined) throw new TemplateValueError(`The values have no "${name}".`);
    return value;
  }

  widthOf(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const width = Number(text === "*" ? this.take(undefined) : text);
    if (width <= WIDEST) return width;
    throw new TemplateValueError(`A width of ${width} is too large.`);
  }

  finish(): void {
    const used =
      this.#named || this.#mayBeLeft || this.#dict !== undefined || this.#next >= this.#list.length;
    if (!used) throw new TemplateTypeError("There are more values than places in the format.");
  }
}

function formatPlace(value: unknown, place: Place): string {
  const { flags, width, precision, type } = place;
  const left = flags.includes("-");
  const zero = flags.includes("0") && !left;
  const spec = {
    fill: " ",
    align: left ? "<" : ">",
    sign: flags.includes("+") ? "+" : flags.includes(" ") ? " " : "-",
    alternate: flags.includes("#"),
    width,
    grouping: "",
    precision,
    type: "s",
  };
  if ("sra".includes(type) && type !== "") {
    const text = type === "s" ? str(value) : repr(value);
    const cut = precision === undefined ? text : [...text].slice(0, precision).join("");
    const shown = place.safe ? (type === "s" && value instanceof SafeHtml ? cut : esc(cut)) : cut;
    return formatSpec(shown, { ...spec, precision: undefined });
  }
  if (type === "c") return formatSpec(charOf(value), { ...spec, precision: undefined });
  if (!"diuxXoeEfFgG".includes(type) || type === "") {
    throw new TemplateValueError(`"%${type}" is no place of a format.`);
  }
  if (!isNumeric(value)) {
    throw new TemplateTypeError(
      `"%${type}" needs a number, not a value of type ${typeName(value)}.`,
    );
  }
  const integer = "diuxXo".includes(type);
  return formatSpec(integer ? wholeOf(value) : Number(value), {
    ...spec,
    fill: zero ? "0" : " ",
    align: zero ? "=" : spec.align,
    precision: integer ? undefined : precision,
    type: "diu".includes(type) ? "d" : type,
  });
}

function wholeOf(value: unknown): number | bigint {
  if (typeof value === "bigint") return value;
  const whole = Math.trunc(Number(value));
  return Number.isSafeInteger(whole) || !Number.isFinite(whole) ? whole : BigInt(whole);
}

function charOf(value: unknown): string {
  if (typeof value === "number") return String.fromCodePoint(value);
  if (typeof value === "string" && [...value].length === 1) return value;
  throw new TemplateTypeError('"%c" needs one letter or its number.');
}
