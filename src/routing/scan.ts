/**
 * Matches a piece of path against literals and character runs in time linear in its length, with the answers a backtracking regular
 * expression would give.
 *
 * Two params in one segment (`/<a>-<b>`) make an ordinary expression quadratic, four make it biquartic, on a path that a visitor
 * chooses. Here a table says, from right to left, from which positions the rest can still match; the way forward then never goes back.
 *
 *     atoms  run([^/]+) text(-) run(\d+)         on "a-b-7":
 *     reach  run: 0,2   text: 1,3   run: 4       the greedy run takes "a-b"
 */

/** Says whether a character (a code point) belongs to a set. */
export type CharSet = (code: number) => boolean;

/** One step of a pattern: a run of characters, one of several texts, or the wish that the character before is no slash. */
export type Atom =
  | { kind: "run"; set: CharSet; min: number; max: number; lazy: boolean }
  | { kind: "choice"; items: readonly string[] }
  | { kind: "not-after-slash" };

/** Makes a run of `min` to `max` characters of a set; a lazy one takes as few as it can. */
export function run(set: CharSet, min = 1, max = Infinity, lazy = false): Atom {
  return { kind: "run", set, min, max, lazy };
}

/** Makes a step that takes exactly `content`. */
export function literal(content: string): Atom {
  return { kind: "choice", items: [content] };
}

/**
 * Gives the positions in `text` after each atom when all of it matches from `start` to `end`, else null.
 *
 * Positions are offsets into `text`; characters are counted by code point, as Python counts them.
 */
export function scan(
  atoms: readonly Atom[],
  text: string,
  start: number,
  end: number,
): number[] | null {
  const units = codesOf(text, start, end);
  const size = units.codes.length;
  const reach = reachTable(atoms, units.codes, size);
  const width = size + 1;
  if (reach[0] === 0) return null;
  const marks: number[] = [];
  let at = 0;
  for (let index = 0; index < atoms.length; index++) {
    at = advance(atoms[index]!, units.codes, at, reach.subarray((index + 1) * width));
    marks.push(units.offsets === null ? start + at : units.offsets[at]!);
  }
  return marks;
}

interface Codes {
  codes: number[];
  /** Offset of each code point, and the end; null where each code unit is one. */
  offsets: number[] | null;
}

function codesOf(text: string, start: number, end: number): Codes {
  const codes: number[] = [];
  const offsets: number[] = [];
  for (let at = start; at < end;) {
    const code = text.codePointAt(at)!;
    codes.push(code);
    offsets.push(at);
    at += code > 0xffff ? 2 : 1;
  }
  offsets.push(end);
  return { codes, offsets: codes.length === end - start ? null : offsets };
}

/** Row `i` of the table has a one at each position from which atoms `i` and on can match up to the end. */
function reachTable(atoms: readonly Atom[], codes: number[], size: number): Uint8Array {
  const width = size + 1;
  const table = new Uint8Array((atoms.length + 1) * width);
  table[atoms.length * width + size] = 1;
  for (let index = atoms.length - 1; index >= 0; index--) {
    const row = table.subarray(index * width, (index + 1) * width);
    const next = table.subarray((index + 1) * width, (index + 2) * width);
    fillRow(atoms[index]!, codes, row, next);
  }
  return table;
}

function fillRow(atom: Atom, codes: number[], row: Uint8Array, next: Uint8Array): void {
  const size = codes.length;
  if (atom.kind === "run") return fillRun(atom, codes, row, next);
  for (let at = 0; at <= size; at++) {
    if (atom.kind === "choice") row[at] = choose(atom.items, codes, at, next) < 0 ? 0 : 1;
    else row[at] = next[at] === 1 && (at === 0 || codes[at - 1] !== 47) ? 1 : 0;
  }
}

function fillRun(
  { set, min, max }: Atom & { kind: "run" },
  codes: number[],
  row: Uint8Array,
  next: Uint8Array,
): void {
  const size = codes.length;
  // `nearest[at]` is the first position at or after `at` where the rest matches.
  const nearest = new Int32Array(size + 2).fill(size + 1);
  for (let at = size; at >= 0; at--) nearest[at] = next[at] === 1 ? at : nearest[at + 1]!;
  let runEnd = size;
  for (let at = size; at >= 0; at--) {
    if (at < size && !set(codes[at]!)) runEnd = at;
    const first = at + min;
    row[at] = first <= size && nearest[first]! <= Math.min(runEnd, at + max) ? 1 : 0;
  }
}

function choose(items: readonly string[], codes: number[], at: number, next: Uint8Array): number {
  for (const item of items) {
    const after = afterText(item, codes, at);
    if (after >= 0 && next[after] === 1) return after;
  }
  return -1;
}

function afterText(item: string, codes: number[], at: number): number {
  let position = at;
  for (const character of item) {
    if (codes[position] !== character.codePointAt(0)) return -1;
    position++;
  }
  return position;
}

/** Gives the position after an atom that is known to match at `at`: the one a backtracking matcher would choose first. */
function advance(atom: Atom, codes: number[], at: number, next: Uint8Array): number {
  if (atom.kind === "not-after-slash") return at;
  if (atom.kind === "choice") return choose(atom.items, codes, at, next);
  const limit = Math.min(codes.length, at + atom.max);
  let last = at;
  while (last < limit && atom.set(codes[last]!)) last++;
  if (atom.lazy) {
    let position = at + atom.min;
    while (next[position] !== 1) position++;
    return position;
  }
  while (next[last] !== 1) last--;
  return last;
}
