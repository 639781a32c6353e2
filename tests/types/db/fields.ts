/** The types that the options of fields give to their values. */

import type { Decimal } from "../../../src/db/decimal.ts";
import { choices } from "../../../src/db/fields/choices.ts";
import { f } from "../../../src/db/fields/f.ts";
import { type JsonValue, ofType } from "../../../src/db/fields/json.ts";
import type { Range } from "../../../src/db/range.ts";
import { uuid7 } from "../../../src/db/uuids.ts";
import { is } from "./same.ts";

type Types<X extends { readonly "~types": unknown }> = X["~types"];
declare function out<X extends { readonly "~types": { out: unknown } }>(field: X): Types<X>["out"];
declare function into<X extends { readonly "~types": { in: unknown } }>(field: X): Types<X>["in"];
declare function optional<X extends { readonly "~types": { optional: unknown } }>(
  field: X,
): Types<X>["optional"];

export function values() {
  is<string>()(out(f.char()));
  is<string>()(out(f.char({ maxLength: 3 })));
  is<string | null>()(out(f.text({ null: true })));
  is<boolean>()(out(f.boolean({ default: false })));
  is<number>()(out(f.positiveInteger()));
  is<bigint>()(out(f.bigInteger()));
  is<number>()(out(f.bigInteger({ mode: "number" })));
  is<bigint | number>()(into(f.bigInteger()));
  is<number>()(out(f.bigAuto()));
  is<Decimal>()(out(f.decimal({ maxDigits: 5, decimalPlaces: 2 })));
  is<Decimal | string | number | bigint>()(into(f.decimal({ maxDigits: 5, decimalPlaces: 2 })));
  is<Date | null>()(out(f.datetime({ null: true })));
  is<Date | string>()(into(f.datetime()));
  is<Temporal.PlainDate>()(out(f.date()));
  is<Temporal.PlainTime>()(out(f.time()));
  is<Temporal.Duration>()(out(f.duration()));
  is<Uint8Array>()(out(f.binary()));
  is<JsonValue>()(out(f.json()));
  is<{ theme: string }>()(out(f.json({ type: ofType<{ theme: string }>() })));
  is<number[]>()(out(f.array(f.integer())));
  is<(string | null)[][] | null>()(out(f.array(f.array(f.char({ null: true })), { null: true })));
  is<Range<bigint>>()(out(f.bigIntegerRange()));
  is<Record<string, string | null>>()(out(f.hstore()));
  is<Decimal>()(
    out(f.generated({ expression: 1, outputField: f.decimal({ maxDigits: 5, decimalPlaces: 2 }) })),
  );
}

export function choosing() {
  is<"draft" | "live">()(out(f.char({ choices: ["draft", "live"] })));
  is<"d" | "l" | null>()(
    out(f.char({ choices: [["d", "Draft"], ["l", "Live"]], null: true })), // prettier-ignore
  );
  is<1 | 2>()(out(f.integer({ choices: [1, 2] })));
  is<"vinyl" | "cd" | "vhs" | "unknown">()(
    out(
      f.char({
        choices: [
          [
            "Audio",
            [
              ["vinyl", "Vinyl"],
              ["cd", "CD"],
            ],
          ],
          ["Video", [["vhs", "VHS Tape"]]],
          ["unknown", "Unknown"],
        ],
      }),
    ),
  );
  const Status = choices({ draft: ["d", "Not public yet"], live: ["l", "Public"] });
  is<"d">()(Status.draft);
  is<"d" | "l">()(out(f.char({ choices: Status.all, default: Status.draft })));
}

export function leavingOut() {
  is<false>()(optional(f.char()));
  is<true>()(optional(f.char({ default: "x" })));
  is<true>()(optional(f.char({ null: true })));
  is<true>()(optional(f.text({ blank: true })));
  is<false>()(optional(f.integer({ blank: true })));
  is<true>()(optional(f.datetime({ autoNowAdd: true })));
  is<true>()(optional(f.integer({ databaseDefault: 3 })));
  is<true>()(optional(f.uuid({ primaryKey: true, default: uuid7 })));
  is<true>()(optional(f.auto()));
  is<{ primaryKey: true }>()(null as unknown as Types<ReturnType<typeof f.auto>>["traits"]);
}

export function mistakes() {
  // @ts-expect-error: there is no such option
  f.char({ null: true, maxLenght: 3 });
  // @ts-expect-error: a number of characters
  f.char({ maxLength: "3" });
  // @ts-expect-error: a text has texts to choose from
  f.char({ choices: [1, 2] });
  // @ts-expect-error: both are needed
  f.decimal({ maxDigits: 5 });
  // @ts-expect-error: a default of another type
  f.integer({ default: "1" });
  // @ts-expect-error: validators get texts
  f.char({ validators: [(value: number) => (value > 1 ? "Too much." : undefined)] });
}
