/** The types of a rule's params, read from its text: `"/users/<int:id>"` has `{ id: number }`. */

/**
 * What each converter gives, by name.
 *
 * Open for your own:
 * @example
 * declare module "flagon/routing" {
 *   interface ConverterTypes { list: string[] }
 * }
 */
export interface ConverterTypes {
  default: string;
  string: string;
  int: number;
  float: number;
  path: string;
  uuid: string;
  slug: string;
}

type Trim<S extends string> = S extends ` ${infer R}` | `${infer R} ` ? Trim<R> : S;
type Unquoted<S extends string> = S extends `"${infer R}"` | `'${infer R}'` ? R : S;

/** Reads `a, "b c"`: a quoted item may hold commas. */
type AnyOf<L extends string> =
  Trim<L> extends `"${infer Item}"${infer Rest}`
    ? Item | AnyOfRest<Trim<Rest>>
    : Trim<L> extends `'${infer Item}'${infer Rest}`
      ? Item | AnyOfRest<Trim<Rest>>
      : L extends `${infer Item},${infer Rest}`
        ? Unquoted<Trim<Item>> | AnyOf<Rest>
        : Trim<L> extends ""
          ? never
          : Unquoted<Trim<L>>;
type AnyOfRest<R extends string> = R extends `,${infer Rest}` ? AnyOf<Rest> : never;

type Converted<C extends string> = C extends `any(${infer L})`
  ? AnyOf<L>
  : C extends `${infer Name}(${string}`
    ? Converted<Name>
    : C extends keyof ConverterTypes
      ? ConverterTypes[C]
      : unknown;

type NameOf<P extends string> = P extends `${string}):${infer Name}`
  ? Name
  : P extends `${string}:${infer Name}`
    ? Name
    : P;
type ConverterOf<P extends string> = P extends `${infer C}):${string}`
  ? `${C})`
  : P extends `${infer C}:${string}`
    ? C
    : "default";

type Found<R extends string, Sofar = unknown> = R extends `${string}<${infer P}>${infer Rest}`
  ? Found<Rest, Sofar & { [K in NameOf<P>]: Converted<ConverterOf<P>> }>
  : Sofar;

/**
 * The params of a rule.
 *
 * A rule that is only known as `string` has params of unknown type under any name.
 *
 * @example
 * type P = Params<"/users/<int:id>/<any(posts, likes):list>">; // { id: number; list: "posts" | "likes" }
 */
export type Params<R extends string> = string extends R
  ? Record<string, unknown>
  : { [K in keyof Found<R>]: Found<R>[K] };
