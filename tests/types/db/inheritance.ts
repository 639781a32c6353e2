/** Types of models that extend others: abstract parents, tables of their own, proxies. */

import { f, model } from "../../../src/db/index.ts";
import { is } from "./same.ts";

class Timestamped extends model(
  { createdAt: f.datetime({ autoNowAdd: true }), note: f.char({ null: true }) },
  { abstract: true },
) {
  get age(): number {
    return Date.now() - this.createdAt.getTime();
  }
}

export class Place extends Timestamped.extend({
  name: f.char(),
  get near() {
    return f.manyToMany(Place);
  },
}) {
  get sign(): string {
    return this.name;
  }
  static named(name: string) {
    return this.filter({ name });
  }
}

export class Restaurant extends Place.extend({
  servesPizza: f.boolean({ default: false }),
  get chain() {
    return f.foreignKey(Restaurant, { null: true, onDelete: "set null" });
  },
}) {}

class OrderedPlace extends Place.extend({}, { proxy: true, ordering: ["name"] }) {
  get loud(): string {
    return this.sign.toUpperCase();
  }
}

export async function inheritance() {
  const place = await Place.get({ name: "x" });
  is<Date>()(place.createdAt);
  is<number>()(place.age);
  is<number>()(place.id);
  const restaurant = await Restaurant.get({ name: "x", servesPizza: true, createdAt__year: 2026 });
  is<boolean>()(restaurant.servesPizza);
  is<string>()(restaurant.name);
  is<string>()(restaurant.sign);
  is<number>()(restaurant.age);
  is<number>()(restaurant.pk);
  is<number | null>()(restaurant.chainId);
  is<Place[]>()(await restaurant.near);
  const asPlace: Place = restaurant;
  is<Restaurant>()(await Restaurant.create({ name: "x" }));
  is<{ name: string; chain__name: string | null }[]>()(
    await Restaurant.values("name", "chain__name"),
  );
  const proxy = await OrderedPlace.get({ pk: 7 });
  is<string>()(proxy.loud);
  is<Place[]>()(await OrderedPlace.named("x"));
  await Place.filter({ near__in: [restaurant, proxy] });
  // @ts-expect-error: an abstract model has no rows
  Timestamped.filter({});
  // @ts-expect-error: the name is missing
  await Restaurant.create({ servesPizza: true });
  // @ts-expect-error: no such field
  Restaurant.filter({ servesPasta: true });
  // @ts-expect-error: a place is no restaurant
  const wrong: Restaurant = place;
  void [asPlace, wrong];
}

export function options() {
  void model(
    { name: f.char() },
    { ordering: ["-name", "id"], table: "names", getLatestBy: "name" },
  );
  // @ts-expect-error: no such field
  void model({ name: f.char() }, { ordering: ["-nam"] });
  // @ts-expect-error: no such option
  void model({ name: f.char() }, { ordring: ["name"] });
  // @ts-expect-error: no such option
  void Place.extend({}, { prox: true });
}
