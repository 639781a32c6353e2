/** Which templates are escaped: those that give HTML or XML, by the ending of their names. */

const MARKUP = new Set(["html", "htm", "xml", "xhtml", "svg"]);
/** Endings that say in which language a template is written, not what it gives. */
const LANGUAGE = /\.(?:j2|jinja|jinja2|tpl)$/i;

/** Tells whether a template is escaped: markup, texts (without a name), and names without an ending, for safety's sake. */
export function escapesByName(name: string | undefined): boolean {
  if (name === undefined) return true;
  const file = name.slice(name.lastIndexOf("/") + 1).replace(LANGUAGE, "");
  const dot = file.lastIndexOf(".");
  return dot < 0 || MARKUP.has(file.slice(dot + 1).toLowerCase());
}
