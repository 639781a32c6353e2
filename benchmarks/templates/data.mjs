/** What the pages of the benchmark show: made by a counter, so that every run and every engine has the same. */

const WORDS =
  "copper lantern river harbour window garden winter orchard letter engine marble velvet".split(
    " ",
  );

let state = 7;
const next = (below) => {
  state = (state * 48271) % 2147483647;
  return state % below;
};
const phrase = (words) => Array.from({ length: words }, () => WORDS[next(WORDS.length)]).join(" ");

/** A table of orders; one note in eight has to be escaped. */
export const orders = {
  heading: "Orders & returns",
  rows: Array.from({ length: 60 }, (_, index) => ({
    number: 1000 + index,
    buyer: index % 9 === 0 ? "O'Brien & <Sons>" : `Buyer ${index}`,
    mail: `buyer${index}@shop.example`,
    total: (index * 53) % 400,
    isOpen: index % 4 !== 0,
    note: phrase(7) + (index % 8 === 0 ? ` "<${index}>"` : ""),
  })),
};

/** A page of a shop: a layout of three levels, a navigation, cards and a form. */
export const shop = {
  department: "Tools & paint",
  product: { title: "The <best> brush" },
  visitor: { name: "D'Arcy" },
  path: "/paint",
  menu: ["/", "/tools", "/paint", "/sale"].map((href) => ({ href, label: `To ${href} & back` })),
  offers: Array.from({ length: 14 }, (_, index) => ({
    name: phrase(3),
    text: phrase(22) + (index % 5 === 0 ? " & <more>" : ""),
    labels: index % 3 === 0 ? [] : WORDS.slice(index % 6, (index % 6) + 3),
  })),
  fields: ["street", "town", "post", "phone"].map((id, index) => ({
    id,
    label: id.toUpperCase(),
    value: index % 2 === 0 ? "" : '"12" & 3',
  })),
  year: 2026,
};

/** A long list, each line through five filters. */
export const stock = {
  items: Array.from({ length: 800 }, (_, index) => ({
    name: phrase(2),
    places: WORDS.slice(index % 9, (index % 9) + 3),
    remark: index % 3 === 0 ? undefined : phrase(3),
    text: phrase(6),
    count: index % 83,
  })),
};

/** Long pieces of text between a few values. */
export const pieces = Array.from(
  { length: 16 },
  (_, index) => `<h2 id="part${index}">${phrase(3)}</h2>\n${`<p>${phrase(55)}.</p>\n`.repeat(14)}`,
);
export const terms = {
  heading: "Terms & <conditions>",
  by: "The shop",
  ...Object.fromEntries(pieces.map((_, index) => [`v${index}`, `clause <${index}>`])),
};

export const contexts = { table: orders, inherit: shop, list: stock, static: terms };
