/** Lookups of dates: `publishedAt__year__gte`, `publishedAt__date`, and years as ranges that an index can serve. */

import { DateField, DateTimeField, TimeField } from "./fields/dates.ts";
import { civil, DATE_PARTS, datePart, TIME_PARTS } from "./functions/dates.ts";
import { Transforms } from "./transform-table.ts";

for (const part of DATE_PARTS) {
  Transforms.register(part, (side) => datePart(part, side), DateField);
  Transforms.register(part, (side) => datePart(part, side), DateTimeField);
}
for (const part of TIME_PARTS) {
  Transforms.register(part, (side) => datePart(part, side), TimeField);
  Transforms.register(part, (side) => datePart(part, side), DateTimeField);
}
Transforms.register("date", (side) => civil("date", side), DateTimeField);
Transforms.register("time", (side) => civil("time", side), DateTimeField);
