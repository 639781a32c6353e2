/** Types of keys of several fields and of tuples: what they hold, what they are compared with, and what must not compile. */

import { is } from "./same.ts";
import { count, F, f, type KeyOf, model, outerRef, Q, tuple } from "../../../src/db/index.ts";

export class Order extends model({
  label: f.char({ maxLength: 20 }),
  get lines() {
    return f.reverse(Line, "order");
  },
}) {}

export class Line extends model({
  pk: f.compositePrimaryKey("order", "position"),
  order: f.foreignKey(Order, { onDelete: "cascade" }),
  position: f.integer(),
  text: f.char({ maxLength: 20, default: "" }),
  state: f.char({ choices: ["new", "sent"], default: "new" }),
  weight: f.float({ null: true }),
}) {}

/** The names may be those of columns; a part may take more than it holds. */
export class Reading extends model({
  at: f.date(),
  sensor: f.foreignKey(Order, { onDelete: "protect" }),
  note: f.text(),
  pk: f.compositePrimaryKey("sensorId", "at"),
}) {}

class Keyed extends model(
  { tenant: f.integer(), pk: f.compositePrimaryKey("tenant", "code"), code: f.slug() },
  { abstract: true },
) {
  get label(): string {
    is<readonly [number, string]>()(this.pk);
    return this.pk[1];
  }
}
export class Ticket extends Keyed.extend({ text: f.text() }) {}

// @ts-expect-error: "bb" is no field, and what model() gives is no class
export class Wrong extends model({ a: f.integer(), pk: f.compositePrimaryKey("a", "bb") }) {}

export async function rows(line: Line, order: Order, ticket: Ticket) {
  is<readonly [number, number]>()(line.pk);
  is<readonly [number, string]>()(ticket.pk);
  is<readonly [number, Temporal.PlainDate]>()((await Reading.get()).pk);
  is<readonly [number, number]>()({} as KeyOf<typeof Line>);
  is<Map<readonly [number, number], Line>>()(await Line.inBulk([[1, 2]]));
  is<Line[]>()(await order.lines);
  line.pk = [1, 2];
  // @ts-expect-error: there is no other key
  void line.id;
  // @ts-expect-error: of two values
  line.pk = [1];
  // @ts-expect-error: the order comes first, and both are numbers
  line.pk = ["a", 1];
  await order.lines.add(line, [1, 2]);
  // @ts-expect-error: no key
  await order.lines.add(7);
}

export async function writing(order: Order) {
  await Line.create({ order, position: 1 });
  await Line.create({ orderId: 1, position: 1, text: "x" });
  void new Line({ pk: [1, 2] });
  // @ts-expect-error: a part of the key is missing
  await Line.create({ order });
  await Line.bulkCreate([{ orderId: 1, position: 1 }], {
    updateConflicts: true,
    uniqueFields: ["pk"],
    updateFields: ["text"],
  });
  await Line.getOrCreate({ pk: [1, 2] }, { defaults: { text: "x" } });
}

export async function queries() {
  is<Line>()(await Line.get({ pk: [1, 2] }));
  await Line.filter({ pk__in: [[1, 2]] }).exclude({ pk__gt: [1, 2] });
  await Line.filter({ pk__in: Line.filter({ text: "x" }), pk__isnull: false });
  await Line.filter({ pk__in: Line.valuesList("order", "position"), pk: F("pk") });
  await Line.filter({ pk: outerRef("pk") });
  await Reading.get({ pk: [1, "2020-01-01"] });
  await Order.filter({ lines: [1, 2], lines__in: [[1, 2]], lines__pk: [1, 2] });
  is<{ pk: readonly [number, number]; text: string }[]>()(await Line.values("pk", "text"));
  is<(readonly [number, number])[]>()(await Line.orderBy("-pk").valuesList("pk", { flat: true }));
  is<{ order: number; orderId: number }[]>()(await Line.values("order", "orderId"));
  is<{ n: number }>()(await Line.aggregate({ n: count("pk") }));
  const [light] = await Line.only("text");
  is<number>()(light!.position);
  is<PromiseLike<number | null>>()(light!.weight);
  is<readonly [number, number]>()(light!.pk);
  const [reading] = await Reading.only("note");
  is<number>()(reading!.sensorId);
  // @ts-expect-error: three values
  await Line.get({ pk: [1, 2, 3] });
  // @ts-expect-error: no number
  await Line.get({ pk: 7 });
  // @ts-expect-error: a text where a number is
  await Line.filter({ pk__in: [[1, "2"]] });
  // @ts-expect-error: a key has no such lookup
  await Line.filter({ pk__contains: [1, 2] });
  // @ts-expect-error: rows with keys of another type
  await Line.filter({ pk__in: Order.all() });
}

export async function tuples() {
  await Line.filter(
    tuple("order", "position").in([
      [1, 2],
      [3, 4],
    ]),
  );
  await Line.filter(tuple("order__label", "state").exact(["a", "sent"]));
  await Line.filter(tuple("order", "position").gt([1, 2]).or({ text: "x" }));
  await Line.exclude(tuple("position", "text").lte([1, "x"]).and(tuple("order", "text").in([])));
  await Line.filter(Q(tuple("position", "text").lt([F("order"), "x"])));
  await Line.filter(tuple("order", "position").in(Line.valuesList("order", "position")));
  // @ts-expect-error: no such field
  await Line.filter(tuple("order", "place").in([[1, 2]]));
  // @ts-expect-error: a text where a number is
  await Line.filter(tuple("order", "position").in([[1, "2"]]));
  // @ts-expect-error: no such choice
  await Line.filter(tuple("order", "state").in([[1, "gone"]]));
  // @ts-expect-error: one value
  await Line.filter(tuple("order", "position").exact([1]));
  // @ts-expect-error: numbers that are texts in the query set
  await Line.filter(tuple("order", "position").in(Line.valuesList("order", "text")));
  // @ts-expect-error: one column is no tuple
  tuple("order");
}
