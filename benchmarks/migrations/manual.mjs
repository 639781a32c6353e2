/**
 * Writes the suite's migrations by hand as files of Flagon's: code over rows, SQL, and state and database apart.
 *
 * What the suite calls `RunPython` is given as what each row is to hold: `{ set: { first: { split_part: ["name", " ", 1] } } }`.
 */

import { FACTORIES, RULES, valueOf } from "./models.mjs";

const OPTIONS = {
  null: "null",
  blank: "blank",
  unique: "unique",
  primary_key: "primaryKey",
  max_length: "maxLength",
  max_digits: "maxDigits",
  decimal_places: "decimalPlaces",
  auto_now: "autoNow",
  auto_now_add: "autoNowAdd",
  column: "column",
  db_index: "index",
  to_field: "toField",
  db_constraint: "constraint",
  related_name: "relatedName",
  symmetrical: "symmetrical",
  through: "through",
  parent_link: "parentLink",
};

/** Parts of models that a migration by hand leaves to the autodetector, which finds them next. */
const MODEL_OPTIONS = {
  table: "table",
  db_table: "table",
  ordering: "ordering",
  managed: "managed",
  verbose_name: "singular",
  unique_together: "uniqueTogether",
};

const json = JSON.stringify;

/** The name and the text of a migration's file. */
export function manualFile(manual, { state, graph, backend }) {
  const leaf = graph.leaves(manual.app)[0];
  const number = leaf === undefined ? 1 : Number.parseInt(leaf.name, 10) + 1;
  const own = (manual.name ?? "by_hand").replace(/^\d+_/, "");
  const name = `${String(number).padStart(4, "0")}_${own}`;
  const others = graph.labels
    .filter((label) => label !== manual.app && label !== "contenttypes")
    .flatMap((label) => graph.leaves(label));
  const dependencies = [leaf, ...others].filter((one) => one !== undefined);
  const place = { app: manual.app, state, backend, first: firstPart(manual) };
  const operations = operationsOf(manual.operations ?? [manual], place);
  const keys = dependencies.map((one) => json([one.label, one.name])).join(", ");
  const text = `import { f } from "flagon/db";
import * as m from "flagon/db/migrations";
export default m.migration({ dependencies: [${keys}], operations: [${operations}] });
`;
  return { name, text };
}

/** Whether parts of texts are counted from 0, which a part with that number says; else from 1. */
function firstPart(manual) {
  const numbers = [...json(manual).matchAll(/"split_part":\[(?:"(?:[^"\\]|\\.)*",){2}(\d+)/g)];
  return numbers.some(([, number]) => number === "0") ? 0 : 1;
}

function operationsOf(list, place) {
  return [list ?? []]
    .flat()
    .map((one) => operation(one, place))
    .join(", ");
}

/** `{ op: "RunSQL", … }`, or `{ RunSQL: { … } }`. */
function named(given) {
  const kind = given.op ?? given.kind ?? given.type ?? given.operation;
  if (typeof kind === "string") return [kind, given];
  const [[name, rest] = []] = Object.entries(given);
  return [name, typeof rest === "object" ? rest : given];
}

function operation(whole, place) {
  const [kind, given] = named(whole);
  const told = typeof given.model === "object" ? given.model : {};
  const model = (told.name ?? given.model ?? given.model_name ?? given.name)?.split(".").at(-1);
  switch (kind) {
    case "RunPython": {
      const reverse = given.backward ?? given.reverse ?? given.backwards;
      const back =
        reverse === undefined || reverse === null ? "m.noop" : code(reverse, given, place);
      const forward = given.forward ?? given.forwards ?? given.code ?? given;
      return `m.runCode(${code(forward, given, place)}, { reverse: ${back} })`;
    }
    case "RunSQL": {
      const forward = given.sql ?? given.forward ?? given.forwards;
      const reverse = given.reverse_sql ?? given.reverse ?? given.backward ?? given.backwards ?? "";
      return `m.runSql(${json(sqlOf(forward, place))}, { reverse: ${json(sqlOf(reverse, place))} })`;
    }
    case "SeparateDatabaseAndState": {
      const database = operationsOf(given.database_operations ?? given.database, place);
      const state = operationsOf(given.state_operations ?? given.state, place);
      return `m.separateDatabaseAndState({ database: [${database}], state: [${state}] })`;
    }
    case "AlterModelTable":
      return `m.alterModelTable(${json(model)}, { table: ${json(given.table ?? given.to)} })`;
    case "DeleteModel":
      return `m.deleteModel(${json(model)})`;
    case "RenameModel":
      return `m.renameModel(${json(given.old_name ?? model)}, { to: ${json(given.to ?? given.new_name)} })`;
    case "CreateModel":
      return createModel(model, { ...inState(model, given, place), ...given, ...told }, place);
    case "AddField":
    case "AlterField":
      return `m.${kind === "AddField" ? "addField" : "alterField"}(${fieldGiven(model, given, place)})`;
    case "RemoveField":
      return `m.removeField(${json(`${model}.${given.field ?? given.name}`)})`;
    case "RenameField": {
      const old = given.old_name ?? given.from ?? given.field;
      return `m.renameField(${json(`${model}.${old}`)}, { to: ${json(given.to ?? given.new_name)} })`;
    }
    default:
      throw new Error(`There is no operation for this migration by hand: ${json(whole)}`);
  }
}

/** A model that is made without its fields is as the state has it. */
function inState(name, given, { app, state }) {
  if (given.fields !== undefined) return {};
  return state?.apps[app]?.models.find((model) => model.name === name) ?? {};
}

function createModel(name, given, place) {
  const { app, state } = place;
  const fields = [...(given.fields ?? [])];
  const parent = given.parents?.[0];
  if (parent === undefined && !fields.some((field) => field.primary_key === true)) {
    const type = state?.apps[app]?.default_auto_field ?? "BigAutoField";
    fields.unshift({ name: "id", type, primary_key: true });
  }
  const many = (given.many_to_many ?? []).map((field) => ({ type: "ManyToManyField", ...field }));
  const listed = [...fields, ...many].map(
    (field) => `${json(field.name)}: ${fieldSource(field, place)}`,
  );
  const options = Object.entries({ ...given, ...given.options })
    .filter(([key]) => MODEL_OPTIONS[key] !== undefined)
    .map(([key, value]) => `${MODEL_OPTIONS[key]}: ${json(value)}`);
  if (parent !== undefined) options.push(`extends: ${json(full(parent, app))}`);
  return `m.createModel(${json(name)}, { ${listed.join(", ")} }, { ${options.join(", ")} })`;
}

function fieldGiven(model, given, place) {
  const told = [given.field, given.to, given.definition].find((one) => typeof one === "object");
  const name = typeof given.field === "string" ? given.field : (told?.name ?? given.name);
  const field = told ?? { ...given, name };
  return `${json(`${model}.${name}`)}, ${fieldSource(field, place)}`;
}

const full = (path, app) => (path.includes(".") ? path : `${app}.${path}`);

function sqlOf(given, { backend }) {
  if (typeof given === "string") return statementsOf(given);
  if (given === null || given === undefined) return "";
  if (Array.isArray(given)) return given;
  const mine = given[backend] ?? given[backend === "mysql" ? "mariadb" : "postgres"];
  return sqlOf(mine ?? given.default ?? given.sql ?? "", { backend });
}

/** Several statements in one text are a list here. */
function statementsOf(text) {
  const parts = text.match(/(?:'(?:[^']|'')*'|"[^"]*"|[^;'"])+/g) ?? [];
  const statements = parts.map((one) => one.trim()).filter((one) => one !== "");
  return statements.length > 1 ? statements : text;
}

function fieldSource(field, { app }) {
  const factory =
    FACTORIES[field.type] ??
    { ForeignKey: "foreignKey", OneToOneField: "oneToOne", ManyToManyField: "manyToMany" }[
      field.type
    ];
  if (factory === undefined) throw new Error(`There is no field for ${json(field)}`);
  const options = Object.entries(OPTIONS)
    .filter(([name]) => field[name] !== undefined)
    .map(([name, own]) => `${own}: ${json(field[name])}`);
  if (field.default !== undefined) {
    const value = valueOf(field.default.value ?? field.default, field.type);
    options.push(`default: ${json(value)}`);
  }
  if (field.on_delete !== undefined) options.push(`onDelete: ${json(RULES[field.on_delete])}`);
  const target =
    field.to === undefined ? "" : `${json(field.to === "self" ? "self" : full(field.to, app))}, `;
  return `f.${factory}(${target}{ ${options.join(", ")} })`;
}

/** Code that sets fields of each row. */
function code(steps, given, { app, first }) {
  const lines = [steps].flat().map((step) => {
    const path = step.model ?? given.model;
    if (typeof path !== "string") throw new Error(`This code names no model: ${json(given)}`);
    const sets = Object.entries(step.set ?? {}).map(
      ([name, value]) => `row[${json(name)}] = ${valueSource(value, first)};`,
    );
    return `for (const row of await models(${json(full(path, app))}).orderBy("pk").rows()) { ${sets.join(" ")} await row.save(); }`;
  });
  return `async ({ models }) => { ${lines.join("\n")} }`;
}

function valueSource(value, first) {
  if (value === null || typeof value !== "object") return json(value);
  if ("split_part" in value) {
    const [field, separator, number] = value.split_part;
    return `(String(row[${json(field)}] ?? "").split(${json(separator)})[${number - first}] ?? "")`;
  }
  if ("concat" in value)
    return value.concat.map((part) => `String(${valueSource(part, first)} ?? "")`).join(" + ");
  if ("f" in value) return `row[${json(value.f)}]`;
  if ("field" in value) return `row[${json(value.field)}]`;
  return json("value" in value ? value.value : valueOf(value));
}
