/** The nearest known name to a misspelt one, for errors that mend. */

/**
 * Gives the known name that `wrong` most likely stands for, or undefined when none is near.
 *
 * A swap of neighbouring letters counts as one edit (optimal string alignment distance); up to a third of the letters may differ. Letter
 * case is ignored in the comparison.
 *
 * @example
 * nearest("paht", ["int", "path", "uuid"]); // "path"
 */
export function nearest(wrong: string, known: Iterable<string>): string | undefined {
  const target = wrong.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wrong.length / 3)) + 1;
  for (const name of known) {
    if (Math.abs(name.length - wrong.length) >= bestDistance) continue;
    const distance = editDistance(target, name.toLowerCase());
    // Names that share no letter are not near, however short they are.
    if (distance >= Math.max(name.length, wrong.length)) continue;
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/**
 * Says how to mend a misspelt name: the nearest known one, else the list of all.
 *
 * @example
 * suggest("paht", ["int", "path"]); // 'Did you mean "path"?'
 */
export function suggest(wrong: string, known: Iterable<string>): string {
  const names = [...known];
  const near = nearest(wrong, names);
  if (near !== undefined) return `Did you mean "${near}"?`;
  if (names.length === 0) return "There is none to choose from.";
  return `Known are: ${names.toSorted().join(", ")}.`;
}

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let value = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + cost);
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) value = Math.min(value, beforeLast[column - 2]! + 1);
      current.push(value);
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length]!;
}
