/** Names in indexes and constraints of a model are checked by types. */

import { check, F, f, index, lower, model, unique } from "../../../src/db/index.ts";

export class Fine extends model(
  {
    title: f.text(),
    day: f.date(),
    area: f.generated({ expression: F("day"), outputField: f.integer() }),
  },
  {
    indexes: [
      ["title", "-day"],
      index({ fields: ["day", "-title"], include: ["id"] }),
      index({ name: "lower_title", expressions: [lower("title")] }),
    ],
    constraints: [unique({ fields: ["title"] }), check({ name: "c", condition: { title: "x" } })],
    uniqueTogether: [["title", "day"]],
  },
) {}

Fine.filter({ area__gt: 3 });

model(
  { title: f.text() },
  // @ts-expect-error no field of that name
  { indexes: [["titel"]] },
);
model(
  { title: f.text() },
  // @ts-expect-error no field of that name
  { indexes: [index({ fields: ["titel"] })] },
);
model(
  { title: f.text() },
  // @ts-expect-error no field of that name
  { constraints: [unique({ fields: ["titel"] })] },
);
model(
  { title: f.text() },
  // @ts-expect-error a constraint is made by unique(), check() or exclude()
  { constraints: [{ fields: ["title"] }] },
);
// @ts-expect-error no method of that name
index({ fields: ["a"], method: "btre" });
// @ts-expect-error a check has a condition
check({ name: "x" });
