/** The different days, months or years of a field: `dates()` and `datetimes()`. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { DateUnit } from "./dialect.ts";
import { DateField, DateTimeField } from "./fields/dates.ts";
import { dateCut } from "./functions/dates.ts";
import { Reference } from "./references.ts";
import { currentZone } from "./time-zone.ts";
import type { RowSet } from "./row-set.ts";
import { Scope } from "./scope.ts";
import { IsNull } from "./comparisons.ts";
import { columnAt } from "./ordering.ts";

const UNITS = {
  date: ["year", "month", "week", "day"],
  datetime: ["year", "month", "week", "day", "hour", "minute", "second"],
} as const;

/** The query set of the different dates of a field. */
export function dates(
  set: RowSet,
  name: string,
  unit: string,
  order: "ascending" | "descending",
  kind: "date" | "datetime",
): RowSet {
  const call = kind === "date" ? "dates" : "datetimes";
  if (!(UNITS[kind] as readonly string[]).includes(unit)) {
    throw new FlagonError(`"${unit}" is no unit of ${call}().`, {
      code: "db.unknown-unit",
      where: `${call}("${name}", "${unit}")`,
      mend: suggest(unit, UNITS[kind]),
    });
  }
  const zone = currentZone();
  return set.stepped(
    `${call} ${name} ${unit} ${order} ${zone}`,
    (query) => {
      const output = kind === "date" ? new DateField() : new DateTimeField();
      const expression = dateCut(unit as DateUnit, new Reference(name), zone, output).resolve(
        new Scope(query),
      );
      query.annotations = new Map([["value", expression]]);
      query.columns = [];
      query.selection = { kind: "values", names: ["value"] };
      query.shown = undefined;
      query.where = query.where.and(new IsNull(columnAt(query, name), false));
      query.distinct = [];
      query.order = [{ expression, descending: order === "descending", nulls: undefined }];
      query.defaultOrder = false;
    },
    "flat",
  );
}
