/** Names: Python's snake_case in the corpus, camelCase in models. */
import { readFileSync } from "node:fs";

/** The models of the corpus, framework-neutral. */
export const schema = JSON.parse(
  readFileSync(new URL("schema.json", import.meta.url), "utf8"),
).models;

const known = new Set();
for (const model of schema) {
  // Models between two others are made by Flagon, with names of its own: from_story and to_story.
  if (model.auto_created) continue;
  for (const field of model.fields) known.add(field.name).add(field.attname);
  for (const { related_name: name, name: own } of [...model.fields, ...model.many_to_many])
    known.add(name).add(own);
}

/** `published_at` is `publishedAt`. */
export const camel = (name) =>
  name.replaceAll(/_+([a-z0-9])/g, (_, letter) => letter.toUpperCase());

const back = new Map([...known].filter(Boolean).map((name) => [camel(name), name]));

/** The corpus' name of a property. */
export const snake = (name) => back.get(name) ?? name;

const aliases = new Map();

/** The name of an annotation: Django names one by itself `books__count`, which no name of Flagon's may be. */
export function alias(name) {
  if (!name.includes("__")) return known.has(name) ? camel(name) : name;
  const made = name.replaceAll("__", "_of_");
  aliases.set(name, made);
  back.set(made, name);
  return made;
}

/** A path of the corpus as a path of the models: field names change, lookups and keys of JSON stay. */
export function path(text) {
  const sign = /^[-+]/.exec(text)?.[0] ?? "";
  const plain = text.slice(sign.length);
  for (const [name, made] of aliases)
    if (plain === name || plain.startsWith(`${name}__`))
      return sign + made + plain.slice(name.length);
  const parts = plain.split("__").map((part) => (known.has(part) ? camel(part) : part));
  return sign + parts.join("__");
}

/** A path of the models as the corpus writes it. */
export const snakePath = (text) => back.get(text) ?? text.split("__").map(snake).join("__");
