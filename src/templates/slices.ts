/** Slices, such as `list[1:-1:2]`, of lists, tuples, texts and ranges. */

import { SafeHtml } from "../base/safe-html.ts";
import { TemplateTypeError, TemplateValueError } from "./errors.ts";
import { hasSurrogates, lengthOf } from "./iteration.ts";
import { toIndex } from "./numbers.ts";
import { typeName } from "./printing.ts";
import { Range, Tuple } from "./values.ts";

/** What stands between the brackets of a slice; parts that are left out are null. */
export class Slice {
  readonly start: unknown;
  readonly stop: unknown;
  readonly step: unknown;

  constructor(start: unknown, stop: unknown, step: unknown) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** Makes a slice. */
export function slice(start: unknown, stop: unknown, step: unknown): Slice {
  return new Slice(start, stop, step);
}

/** Tells whether a key is a slice. */
export function isSlice(key: unknown): key is Slice {
  return key instanceof Slice;
}

/** Cuts a slice out of a value; the result is of the same kind. */
export function sliceOf(value: unknown, cut: Slice): unknown {
  if (typeof value === "string") return sliceText(value, cut);
  if (value instanceof SafeHtml) return new SafeHtml(sliceText(value.toString(), cut));
  if (Array.isArray(value)) {
    const list = indexesOf(cut, value.length).map((index) => value[index] as unknown);
    return value instanceof Tuple ? Tuple.fromList(list) : list;
  }
  if (value instanceof Range) {
    const { start, stop, step } = boundsOf(cut, lengthOf(value));
    const [, , by] = Range.partsOf(value);
    return new Range(Range.numberAt(value, start), Range.numberAt(value, stop), by * step);
  }
  throw new TemplateTypeError(`A value of type ${typeName(value)} cannot be sliced.`);
}

function sliceText(text: string, cut: Slice): string {
  if (cut.step === null && !hasSurrogates(text)) {
    const { start, stop } = boundsOf(cut, text.length);
    return text.slice(start, Math.max(start, stop));
  }
  const letters = [...text];
  return indexesOf(cut, letters.length)
    .map((index) => letters[index])
    .join("");
}

function indexesOf(cut: Slice, length: number): number[] {
  const { start, stop, step } = boundsOf(cut, length);
  const indexes: number[] = [];
  if (step > 0) for (let at = start; at < stop; at += step) indexes.push(at);
  else for (let at = start; at > stop; at += step) indexes.push(at);
  return indexes;
}

function boundsOf(cut: Slice, length: number): { start: number; stop: number; step: number } {
  const step = cut.step === null ? 1 : toIndex(cut.step);
  if (step === 0) throw new TemplateValueError("The step of a slice cannot be zero.");
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? length : length - 1;
  const place = (value: unknown, other: number): number => {
    if (value === null) return other;
    const index = toIndex(value);
    return Math.min(high, Math.max(low, index < 0 ? index + length : index));
  };
  return {
    start: place(cut.start, step > 0 ? low : high),
    stop: place(cut.stop, step > 0 ? high : low),
    step,
  };
}
