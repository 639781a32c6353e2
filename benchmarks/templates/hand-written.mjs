/** The pages by plain string building: what an engine is measured against. */

import { escapeHtml } from "../../src/base/safe-html.ts";
import { pieces } from "./data.mjs";

const e = (value) => (typeof value === "number" ? `${value}` : escapeHtml(value));

function table({ heading, rows }) {
  let o = `<h1>${e(heading)}</h1><table>`;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    o += `<tr class="${row.isOpen ? "open" : "done"}"><td>${index + 1}</td><td>${e(row.number)}</td><td><a href="mailto:${e(row.mail)}">${e(row.buyer)}</a></td><td>${e(row.total)}</td><td>${e(row.note)}</td></tr>`;
  }
  return `${o}</table>`;
}

function card({ name, text, labels }) {
  let o = `<article><h2>${e(name)}</h2><p>${e(text)}</p>`;
  if (labels.length > 0) {
    o += "<ul>";
    for (const label of labels) o += `<li>${e(label)}</li>`;
    o += "</ul>";
  }
  return `${o}</article>`;
}

function input(id, label, value = "", type = "text") {
  return `<label>${e(label)}<input type="${e(type)}" id="${e(id)}" value="${e(value)}"></label>`;
}

function menuOf({ menu, path, visitor }) {
  let o = "<nav>";
  for (const { href, label } of menu) {
    o += `<a href="${e(href)}"${href === path ? ' class="on"' : ""}>${e(label)}</a>`;
  }
  return `${o}<i>${e(visitor.name)}</i></nav>`;
}

function inherit(shop) {
  let o = `<!doctype html><title>${e(shop.product.title)} | ${e(shop.department)} | Shop</title><link rel="stylesheet" href="/shop.css">${menuOf(shop)}<main><h1>${e(shop.department)}</h1>`;
  for (const offer of shop.offers) o += card(offer);
  o += "<form>";
  for (const { id, label, value } of shop.fields) o += input(id, label, value);
  o += `<button type="${e("submit")}">${e("Send")}</button></form></main>`;
  return `${o}<footer>${e(shop.year)} ${e(shop.visitor.name)}</footer>`;
}

function list({ items }) {
  let o = "<ol>";
  for (const { name, places, remark, text, count } of items) {
    o += `<li>${e(name.toUpperCase())} (${e(places.join(", "))}) ${e(remark === undefined ? "none" : remark)} ${places.length} ${e(text[0].toUpperCase() + text.slice(1).toLowerCase())} ${e(count)}</li>`;
  }
  return `${o}</ol>`;
}

const VALUES = pieces.map((_, index) => `v${index}`);

function terms(context) {
  let o = `<h1>${e(context.heading)}</h1>`;
  for (let index = 0; index < pieces.length; index++) {
    o += `${pieces[index]}<b>${e(context[VALUES[index]])}</b>`;
  }
  return context.by ? `${o}<p>${e(context.by)}</p>` : o;
}

export const pages = { table, inherit, list, static: terms };
