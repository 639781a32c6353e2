/** The types of schemas: what they take, what they give, what does not compile. */

import { it } from "node:test";
import {
  type Infer,
  type InferInput,
  type Schema,
  array,
  bigint,
  choice,
  discriminatedUnion,
  integer,
  lazy,
  literal,
  number,
  object,
  record,
  string,
  tuple,
  union,
} from "../../src/validation/index.ts";

/** Compiles only where both types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(isSame: Same<A, B>): void => void isSame;

const Article = object({
  title: string(),
  status: choice(["draft", "live"]).default("draft"),
  tags: array(string()).default([]),
  note: string().optional(),
  rating: number().nullable(),
  words: string().transform((text) => text.length),
});

same<
  Infer<typeof Article>,
  {
    title: string;
    status: "draft" | "live";
    tags: string[];
    rating: number | null;
    words: number;
    note?: string | undefined;
  }
>(true);

same<
  InferInput<typeof Article>,
  {
    title: string;
    rating: number | null;
    words: string;
    status?: "draft" | "live" | undefined;
    tags?: string[] | undefined;
    note?: string | undefined;
  }
>(true);

same<Infer<ReturnType<typeof pair>>, [string, number]>(true);
const pair = () => tuple([string(), integer()]);

const Animal = discriminatedUnion("kind", [
  object({ kind: literal("cat"), lives: integer() }),
  object({ kind: literal("dog"), breed: string() }),
]);
same<Infer<typeof Animal>, { kind: "cat"; lives: number } | { kind: "dog"; breed: string }>(true);

const mixed = union([string(), record(bigint())]);
same<Infer<typeof mixed>, string | Record<string, bigint>>(true);

interface Tree {
  name: string;
  children: Tree[];
}
const Tree: Schema<Tree> = object({ name: string(), children: array(lazy(() => Tree)) });

const Short = Article.pick("title", "note");
same<Infer<typeof Short>, { title: string; note?: string | undefined }>(true);
const Wide = Article.omit("words", "tags", "status", "note").extend({ title: integer() });
same<Infer<typeof Wide>, { rating: number | null; title: number }>(true);

// @ts-expect-error A property that there is not cannot be picked.
const wrongPick = () => Article.pick("titel");
// @ts-expect-error A default has the type of the schema.
const wrongDefault = () => string().default(3);
// @ts-expect-error A check sees the type of the schema.
const wrongCheck = () => integer().refine((value) => (value.length > 3 ? "long" : undefined));
// @ts-expect-error Options are those of the schema.
const wrongOption = () => string({ max: 3 });

it("compiles", () => {
  void [Tree, wrongPick, wrongDefault, wrongCheck, wrongOption];
});
