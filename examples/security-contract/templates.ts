/** The routes of the contract that render templates: escaped texts, filters on hostile texts, and templates of visitors in the sandbox. */

import { abort, Blueprint } from "flagon";
import { Environment, TemplateError } from "flagon/templates";

const FILTERS: Record<string, string> = {
  urlize: "{{ v|urlize }}",
  striptags: "{{ v|striptags }}",
  truncatewords_html: "{{ v|safe|truncatewords_html(100) }}",
  wordwrap: "{{ v|wordwrap(79) }}",
  intcomma: "{{ v|intcomma }}",
  floatformat: "{{ v|floatformat(2) }}",
  slugify: "{{ v|slugify }}",
  xmlattr: "<p{{ v|xmlattr }}>",
};

const PAGES = {
  text: "<p>{{ v }}</p>",
  attr: `<input value="{{ v }}" title='{{ v }}'>`,
  json: "<script>var x = {{ v|tojson }}</script>",
};

/** The templates, as a blueprint. */
export function templates(): Blueprint<string> {
  const pages = new Blueprint("templates", { urlPrefix: "/tpl" });
  for (const [name, text] of Object.entries(PAGES)) {
    pages.get(`/${name}`, (request) =>
      request.renderString(text, { v: request.query.get("v") ?? "" }),
    );
  }
  pages.post("/filter", { csrf: false }, async (request) => {
    const { filter, v } = (await request.json()) as { filter: string; v: unknown };
    const text = Object.hasOwn(FILTERS, filter) ? FILTERS[filter] : undefined;
    if (text === undefined) abort(501);
    return refused(() => new Environment().renderString(text, { v }));
  });
  pages.post("/sandbox", { csrf: false }, async (request) => {
    const { template } = (await request.json()) as { template: unknown };
    const environment = new Environment({ sandbox: { immutable: true } });
    return refused(() =>
      environment.renderString(String(template), { name: "bob", items: [1, 2, 3] }),
    );
  });
  return pages;
}

/** Renders what a visitor has sent; a template that fails is the visitor's error. */
function refused(render: () => string): string | [string, number] {
  try {
    return render();
  } catch (error) {
    if (error instanceof TemplateError) return ["The template cannot be rendered.", 400];
    throw error;
  }
}
