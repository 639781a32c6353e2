// The page of the html workload by plain string building, with Flagon's own escaper; the template engine will take its place.
import { escapeHtml } from "../../../dist/base/safe-html.js";

const esc = (value) => (typeof value === "string" ? escapeHtml(value) : `${value}`);

export function renderPage(c) {
  let out = `<!doctype html>\n<html>\n<head><title>${esc(c.title)}</title></head>\n<body>\n<p>Hello ${esc(c.user)}</p>\n<ul>\n`;
  for (const i of c.items) {
    out += `<li class="${i.stock ? "in" : "out"}"><a href="${esc(i.url)}">${esc(i.id)}: ${esc(i.name)}</a> <b>${esc(i.price)}</b></li>\n`;
  }
  return `${out}</ul>\n</body>\n</html>\n`;
}
