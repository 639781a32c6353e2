/** Types of a rule's params: what must compile, and what must not. */

import type { Converter, Params } from "../../src/routing/index.ts";

declare module "../../src/routing/params.ts" {
  interface ConverterTypes {
    listOfWords: string[];
  }
}

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Holds<T extends true> = T;

export type Cases = [
  Holds<Equal<Params<"/">, {}>>,
  Holds<Equal<Params<"/users/<name>">, { name: string }>>,
  Holds<Equal<Params<"/users/<int:id>">, { id: number }>>,
  Holds<Equal<Params<"/<int(min=1, max=9):id>/<float:x>">, { id: number; x: number }>>,
  Holds<Equal<Params<"/<path:rest>/<uuid:u>/<slug:s>">, { rest: string; u: string; s: string }>>,
  Holds<Equal<Params<"/<any(posts, likes):list>">, { list: "posts" | "likes" }>>,
  Holds<Equal<Params<'/<any("a b", "c,d", e):x>'>, { x: "a b" | "c,d" | "e" }>>,
  Holds<Equal<Params<'/<any("a:b"):x>/<y>'>, { x: "a:b"; y: string }>>,
  Holds<Equal<Params<"/v<int:major>.<int:minor>">, { major: number; minor: number }>>,
  Holds<Equal<Params<"/<listOfWords:w>">, { w: string[] }>>,
  Holds<Equal<Params<"/<unknownOne:w>">, { w: unknown }>>,
  Holds<Equal<Params<string>, Record<string, unknown>>>,
  Holds<Equal<Params<`/api/${string}`>, {}>>,
];

declare function route<R extends string>(rule: R, view: (params: Params<R>) => unknown): void;

route("/users/<int:id>/<any(a, b):kind>", ({ id, kind }) => {
  const number: number = id;
  const letter: "a" | "b" = kind;
  return [number, letter];
});
// @ts-expect-error: the rule has no param of this name
route("/users/<int:id>", ({ idd }) => idd);
// @ts-expect-error: an int is no text
route("/users/<int:id>", ({ id }) => id.toUpperCase());

// A converter for one type fits where any converter is asked for, without a cast.
const words: Converter<string[]> = {
  regex: "[^/]+",
  parse: (text) => text.split("+"),
  format: (list) => list.join("+"),
};
export const converters: Record<string, Converter> = { words };
