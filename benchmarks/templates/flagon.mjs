/** Flagon's template engine for the template suite: renders its cases, and prepares and compiles for its benchmark. */

import { dictLoader } from "../../src/templates/loaders.ts";
import { Environment } from "../../src/templates/environment.ts";
import { SafeHtml } from "../../src/base/safe-html.ts";
import { toFloat, Tuple } from "../../src/templates/values.ts";

const SYNTAX = {
  block_start_string: "blockStart",
  block_end_string: "blockEnd",
  variable_start_string: "variableStart",
  variable_end_string: "variableEnd",
  comment_start_string: "commentStart",
  comment_end_string: "commentEnd",
  line_statement_prefix: "lineStatementPrefix",
  line_comment_prefix: "lineCommentPrefix",
  trim_blocks: "trimBlocks",
  lstrip_blocks: "lstripBlocks",
  newline_sequence: "newline",
  keep_trailing_newline: "keepTrailingNewline",
};

const POLICIES = {
  "urlize.rel": "urlizeRel",
  "urlize.target": "urlizeTarget",
  "urlize.extra_schemes": "urlizeExtraSchemes",
  "truncate.leeway": "truncateLeeway",
  "ext.i18n.trimmed": "trimTranslations",
};

/** The names of Python's errors for the classes that stand for several of them. */
const CLASSES = { TemplateTypeError: "TypeError", TemplateValueError: "ValueError" };

function environmentOf(templates, options) {
  const { autoescape = false, globals, policies = {}, extensions = [], sandboxed } = options;
  const renamed = (names, values) =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => names[name] !== undefined)
        .map(([name, value]) => [names[name], value]),
    );
  return new Environment({
    ...renamed(SYNTAX, options),
    policies: renamed(POLICIES, policies),
    loader: dictLoader(templates),
    autoescape: typeof autoescape === "object" ? byExtension(autoescape) : autoescape,
    sandbox: sandboxed === undefined ? false : { immutable: sandboxed === "immutable" },
    undefined: options.undefined ?? "default",
    extensions,
    globals,
    newstyleGettext: options.i18n?.newstyle ?? false,
    ...(options.i18n?.catalog && { localization: () => languageOf(options.i18n.catalog) }),
  });
}

/** The language of a catalog: its texts are a translation, or the forms for one and for many. */
function languageOf(catalog) {
  const pick = (key, singular, plural, count) => {
    const found = catalog[key] ?? [singular, plural];
    return Array.isArray(found) ? found[count === 1 ? 0 : found.length - 1] : found;
  };
  return {
    locale: "en",
    timeZone: "UTC",
    gettext: (message) => pick(message, message, message, 1),
    ngettext: (one, many, count) => pick(one, one, many, count),
    pgettext: (context, message) => pick(`${context}\u0004${message}`, message, message, 1),
    npgettext: (context, one, many, count) => pick(`${context}\u0004${one}`, one, many, count),
  };
}

function byExtension(options) {
  const {
    enabled_extensions = ["html", "htm", "xml"],
    disabled_extensions = [],
    default_for_string = true,
    default: other = false,
  } = options;
  const ends = (name, list) =>
    list.some((one) => name.toLowerCase().endsWith(`.${one.replace(/^\./, "")}`));
  return (name) => {
    if (name === undefined) return default_for_string;
    if (ends(name, enabled_extensions)) return true;
    return ends(name, disabled_extensions) ? false : other;
  };
}

export function render({ templates, main, context, options }) {
  const template = environmentOf(templates, options).getTemplate(main);
  return options.enable_async ? template.renderAsync(context) : template.render(context);
}

/** The same by the code that awaits. */
export async function renderAsync({ templates, main, context, options }) {
  return environmentOf(templates, options).getTemplate(main).renderAsync(context);
}

/** The same piece by piece. */
export async function renderStream({ templates, main, context, options }) {
  let text = "";
  const stream = environmentOf(templates, options).getTemplate(main).stream(context);
  for await (const piece of stream) text += piece;
  return text;
}

export function revive(tag, value) {
  if (tag === "markup") return new SafeHtml(value);
  if (tag === "tuple") return Tuple.fromList(value);
  if (tag === "float") return toFloat(Number(value.replace("inf", "Infinity")));
  const integer = BigInt(value);
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

export function describe(error) {
  return {
    error: CLASSES[error?.name] ?? error?.name,
    line: error?.line,
    template: error?.template,
  };
}

export const dialect = "jinja";

export function prepare({ templates, main, options }) {
  const template = environmentOf(templates, options ?? {}).getTemplate(main);
  return (context) => template.render(context);
}

const compiling = new Environment();
compiling.globals.url = () => "";

export function compile({ source }) {
  return compiling.fromString(source);
}
