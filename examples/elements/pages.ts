/** The pages, in HTML that escapes what is put in. */

import { html, type SafeHtml } from "flagon/html";
import type { Element, Note } from "./database.ts";

/** What every page needs to know. */
export interface Page {
  title: string;
  css: string;
  favourites: number;
  message?: string | undefined;
}

/** The frame around every page. */
export function layout({ title, css, favourites, message }: Page, content: SafeHtml): SafeHtml {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Elements</title>
<link rel="stylesheet" href="${css}">
</head>
<body>
<header>
<a class="brand" href="/">Elements</a>
<form action="/search" role="search"><input name="q" type="search" placeholder="Name, symbol or kind" aria-label="Search"></form>
<nav><a href="/favourites">Favourites <b>${favourites}</b></a> <a href="/api/elements">API</a></nav>
</header>
<main>
${message === undefined ? "" : html`<p class="message" role="status">${message}</p>`}
${content}
</main>
<footer>Served by Flagon from one SQLite file.</footer>
</body>
</html>
`;
}

/** The periodic table. */
export function table(elements: readonly Element[]): SafeHtml {
  return html`<h1>The periodic table</h1>
<ol class="table">
${elements.map((element) => html`<li class="${kind(element)}" style="${place(element)}">${tile(element)}</li>\n`)}
</ol>`;
}

/** A list of elements: what a search found, or favourites. */
export function list(title: string, elements: readonly Element[], empty: string): SafeHtml {
  const items = elements.map(
    (element) => html`<li class="${kind(element)}">${tile(element)}</li>\n`,
  );
  return html`<h1>${title}</h1>\n${elements.length === 0 ? html`<p>${empty}</p>` : html`<ol class="tiles">${items}</ol>`}`;
}

function tile({ number, symbol, name, category }: Element): SafeHtml {
  return html`<a href="/elements/${symbol}" title="${name}, ${category}"><small>${number}</small><b>${symbol}</b><span>${name}</span></a>`;
}

function kind({ category }: Element): string {
  return category.replaceAll(" ", "-");
}

/** Columns and rows of the grid; the lanthanides and actinides stand in two rows of their own. */
function place({ number, column, period }: Element): string {
  if (column > 0) return `grid-area:${period}/${column}`;
  return period === 6 ? `grid-area:9/${number - 54}` : `grid-area:10/${number - 86}`;
}

/** What the page of one element shows. */
export interface Details {
  element: Element;
  before: Element | undefined;
  after: Element | undefined;
  notes: readonly Note[];
  isFavourite: boolean;
  csrf: SafeHtml;
}

/** The page of one element. */
export function details({ element, before, after, notes, isFavourite, csrf }: Details): SafeHtml {
  const { symbol, name, number, mass, category, year, period, column } = element;
  return html`<article class="element ${kind(element)}">
<p class="symbol"><small>${number}</small>${symbol}</p>
<div>
<h1>${name}</h1>
<dl>
<dt>Kind</dt><dd>${category}</dd>
<dt>Atomic mass</dt><dd>${mass} u</dd>
<dt>Period, group</dt><dd>${period}, ${column > 0 ? column : "–"}</dd>
<dt>Discovered</dt><dd>${year ?? "known since antiquity"}</dd>
</dl>
<form method="post" action="/elements/${symbol}/favourite">${csrf}<button>${isFavourite ? "★ One of your favourites" : "☆ Make it a favourite"}</button></form>
</div>
</article>
<nav class="neighbours">${neighbour("←", before)}${neighbour("→", after)}</nav>
<section>
<h2>Notes</h2>
<form method="post" action="/elements/${symbol}/notes" class="note">${csrf}
<input name="author" required maxlength="40" placeholder="Your name" aria-label="Your name">
<textarea name="text" required maxlength="500" rows="2" placeholder="What do you know about ${name}?" aria-label="Note"></textarea>
<button>Leave a note</button>
</form>
<ul class="notes">
${notes.map(({ author, text, at }) => html`<li><p>${text}</p><small>${author}, ${at.slice(0, 10)}</small></li>\n`)}
</ul>
</section>`;
}

function neighbour(arrow: string, element: Element | undefined): SafeHtml | string {
  return element === undefined
    ? html`<span></span>`
    : html`<a href="/elements/${element.symbol}">${arrow} ${element.name}</a>`;
}
