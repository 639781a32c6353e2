/**
 * Fills in the places of a text: `{name}`, with `{{` and `}}` for braces.
 *
 * Worked example: `fillPlaces("{user} has {{5}}", { user: "Ada" })` gives `Ada has {5}`.
 */

/** Names of the places of a text, where TypeScript knows the text. */
export type PlacesOf<M extends string> = string extends M
  ? string
  : M extends `${string}{${infer Name}}${infer Rest}`
    ? Name | PlacesOf<Rest>
    : never;

/** A value for each place; texts that are known only when the program runs take any. */
export type Values<Names extends string> = Readonly<Record<Names, unknown>>;

const PLACE = /\{\{|\}\}|\{(\w+)\}/g;

/** Fills in the places that there is a value for; others stay as they are written. */
export function fillPlaces(text: string, values: Readonly<Record<string, unknown>>): string {
  if (!text.includes("{") && !text.includes("}")) return text;
  return text.replace(PLACE, (place, name: string | undefined) => {
    if (name === undefined) return place[0]!;
    return Object.hasOwn(values, name) ? String(values[name]) : place;
  });
}

/** Gives the names of the places of a text. */
export function placesIn(text: string): string[] {
  return [...text.matchAll(PLACE)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}
