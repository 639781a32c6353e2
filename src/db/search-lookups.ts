/** Lookups that PostgreSQL's search has: words of a text, texts alike by trigrams, texts without accents. */

import type { Compiler } from "./compiler.ts";
import { NotSupportedError } from "./errors.ts";
import type { Convert } from "./fields/field.ts";
import { SearchVectorField } from "./fields/postgres.ts";
import { CharField, TextField } from "./fields/text.ts";
import { matchSql } from "./functions/search.ts";
import { unaccent } from "./functions/trigrams.ts";
import { Lookup, type LookupClass } from "./lookup.ts";
import { registerLookup } from "./lookups.ts";
import { textOf } from "./text-lookups.ts";
import { registerTransform } from "./transform-table.ts";
import { Slot } from "./values.ts";

/** The SQL of what a text is compared with. */
function soughtSql({ right }: Lookup, compiler: Compiler): string {
  if (!(right instanceof Slot)) return right.toSql(compiler);
  return `${compiler.bind(right.index, textOf as Convert)}::text`;
}

function refuseElsewhere(compiler: Compiler, name: string): void {
  if (compiler.kind === "postgres") return;
  throw new NotSupportedError(`The lookup "${name}" is there on PostgreSQL only.`, {
    code: "db.postgres-only",
    where: `lookup ${name}`,
    mend: "Put the model on a PostgreSQL database, or search with icontains.",
  });
}

/** Has all the words. */
class Search extends Lookup {
  static override readonly lookupName: string = "search";

  override toSql(compiler: Compiler): string {
    const { left, right } = this;
    return matchSql(compiler, left, right instanceof Slot ? new SoughtText(right.index) : right);
  }
}

/** The text of a filter: of whatever kind the column is, this is text. */
class SoughtText extends Slot {
  override toSql(compiler: Compiler): string {
    const place = compiler.bind(this.index, textOf as Convert);
    return compiler.kind === "postgres" ? `${place}::text` : place;
  }
}

/** A vector is compared with words, too. */
class SearchExact extends Search {
  static override readonly lookupName: string = "exact";
}

/** A comparison by an operator of pg_trgm. */
function trigrams(name: string, operator: string): LookupClass {
  return class extends Lookup {
    static override readonly lookupName: string = name;

    override toSql(compiler: Compiler): string {
      refuseElsewhere(compiler, name);
      return `${this.leftSql(compiler)} ${operator} ${soughtSql(this, compiler)}`;
    }
  };
}

const OF_TEXTS = [
  Search,
  trigrams("trigram_similar", "%"),
  trigrams("trigram_word_similar", "%>"),
  trigrams("trigram_strict_word_similar", "%>>"),
];

for (const field of [CharField, TextField]) {
  for (const lookup of OF_TEXTS) registerLookup(lookup, field);
  registerTransform("unaccent", (side) => unaccent(side), field);
}
registerLookup(SearchExact, SearchVectorField);
