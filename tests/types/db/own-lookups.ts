/** Lookups and transforms of one's own, as types are told of them. The declaration holds for all type tests; the names are for this one. */

import { Article } from "./article.ts";
import { Author } from "./author.ts";

declare module "../../../src/db/index.ts" {
  interface CommonLookups<V> {
    unlike: V;
  }
  interface TextLookups<V> {
    soundslike: string;
  }
  interface TextParts {
    letters: number;
  }
  interface NumberParts {
    digits: string;
  }
}

export function own() {
  Article.filter({ title__unlike: "x", views__unlike: 3, author__name__soundslike: "ann" });
  Author.filter({ name__letters__gte: 3, articles__views__digits__soundslike: "x" });
  Article.values("title__letters");
  // @ts-expect-error: a title is a text
  Article.filter({ title__unlike: 3 });
  // @ts-expect-error: a number of letters is no text
  Article.filter({ title__letters__gte: "x" });
  // @ts-expect-error: texts alone
  Article.filter({ views__soundslike: "x" });
}
