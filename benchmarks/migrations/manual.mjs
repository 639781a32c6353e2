/**
 * Writes the suite's migrations by hand as files of Flagon's: code over rows, SQL, and state and database apart.
 *
 * What the suite calls `RunPython` is given as what each row is to hold: `{ set: { first: { split_part: ["name", " ", 1] } } }`.
 */

const FACTORIES = {
  AutoField: "auto",
  BigAutoField: "bigAuto",
  CharField: "char",
  TextField: "text",
  SlugField: "slug",
  EmailField: "email",
  BooleanField: "boolean",
  IntegerField: "integer",
  BigIntegerField: "bigInteger",
  DecimalField: "decimal",
  DateField: "date",
  DateTimeField: "datetime",
  ForeignKey: "foreignKey",
  OneToOneField: "oneToOne",
};

const OPTIONS = {
  null: "null",
  unique: "unique",
  primary_key: "primaryKey",
  max_length: "maxLength",
  max_digits: "maxDigits",
  decimal_places: "decimalPlaces",
  column: "column",
  db_index: "index",
  related_name: "relatedName",
};

/** The name and the text of a migration's file. */
export function manualFile(manual, graph, backend) {
  const leaf = graph.leaves(manual.app)[0];
  const number = leaf === undefined ? 1 : Number.parseInt(leaf.name, 10) + 1;
  const own = (manual.name ?? "by_hand").replace(/^\d+_/, "");
  const name = `${String(number).padStart(4, "0")}_${own}`;
  const others = graph.labels
    .filter((label) => label !== manual.app && label !== "contenttypes")
    .flatMap((label) => graph.leaves(label));
  const dependencies = [leaf, ...others].filter((one) => one !== undefined);
  const operations = (manual.operations ?? [manual]).map((one) =>
    operation(one, manual.app, backend),
  );
  const keys = dependencies.map((one) => JSON.stringify([one.label, one.name])).join(", ");
  const text = `import { f } from "flagon/db";
import * as m from "flagon/db/migrations";
export default m.migration({ dependencies: [${keys}], operations: [${operations.join(", ")}] });
`;
  return { name, text };
}

function operation(given, app, backend) {
  const json = JSON.stringify;
  const list = (operations) =>
    `[${(operations ?? []).map((one) => operation(one, app, backend)).join(", ")}]`;
  const model = given.model?.split(".").at(-1) ?? given.name;
  switch (given.op ?? given.kind ?? given.type) {
    case "RunPython": {
      const reverse = given.backward ?? given.reverse;
      const back = reverse === undefined || reverse === null ? "m.noop" : code(reverse, given, app);
      return `m.runCode(${code(given.forward ?? given, given, app)}, { reverse: ${back} })`;
    }
    case "RunSQL": {
      const reverse = given.reverse_sql ?? given.reverse ?? given.backward ?? "";
      return `m.runSql(${json(sqlOf(given.sql ?? given.forward, backend))}, { reverse: ${json(sqlOf(reverse, backend))} })`;
    }
    case "SeparateDatabaseAndState": {
      const database = given.database_operations ?? given.database;
      const state = given.state_operations ?? given.state;
      return `m.separateDatabaseAndState({ database: ${list(database)}, state: ${list(state)} })`;
    }
    case "AlterModelTable":
      return `m.alterModelTable(${json(model)}, { table: ${json(given.table)} })`;
    case "DeleteModel":
      return `m.deleteModel(${json(model)})`;
    case "RenameModel":
      return `m.renameModel(${json(model)}, { to: ${json(given.to)} })`;
    case "CreateModel":
      return `m.createModel(${json(model)}, ${fieldsSource(given.fields)}, ${json(given.options ?? (given.table === undefined ? {} : { table: given.table }))})`;
    case "AddField":
    case "AlterField":
      return `m.${given.op === "AddField" ? "addField" : "alterField"}(${json(`${model}.${given.field?.name ?? given.field ?? given.name}`)}, ${fieldSource(typeof given.field === "object" ? given.field : given.to)})`;
    case "RemoveField":
      return `m.removeField(${json(`${model}.${given.field ?? given.name}`)})`;
    default:
      throw new Error(`No operation ${json(given)}`);
  }
}

function sqlOf(given, backend) {
  if (given === null || typeof given !== "object" || Array.isArray(given)) return given;
  return (
    given[backend] ?? given[backend === "mysql" ? "mariadb" : "postgres"] ?? given.default ?? ""
  );
}

function fieldsSource(fields) {
  return `{ ${fields.map((field) => `${field.name}: ${fieldSource(field)}`).join(", ")} }`;
}

function fieldSource(field) {
  const options = Object.entries(OPTIONS)
    .filter(([name]) => field[name] !== undefined)
    .map(([name, own]) => `${own}: ${JSON.stringify(field[name])}`);
  if (field.default !== undefined) options.push(`default: ${JSON.stringify(field.default.value)}`);
  if (field.on_delete !== undefined)
    options.push(`onDelete: ${JSON.stringify(field.on_delete.toLowerCase().replace("_", " "))}`);
  const target = field.to === undefined ? "" : `${JSON.stringify(field.to)}, `;
  return `f.${FACTORIES[field.type]}(${target}{ ${options.join(", ")} })`;
}

/** Code that sets fields of each row. */
function code(steps, given, app) {
  const lines = [steps].flat().map((step) => {
    const path = step.model ?? given.model;
    const full = path.includes(".") ? path : `${app}.${path}`;
    const sets = Object.entries(step.set ?? {}).map(
      ([name, value]) => `row[${JSON.stringify(name)}] = ${valueSource(value)};`,
    );
    return `for (const row of await models(${JSON.stringify(full)}).orderBy("pk").rows()) { ${sets.join(" ")} await row.save(); }`;
  });
  return `async ({ models }) => { ${lines.join("\n")} }`;
}

function valueSource(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if ("split_part" in value) {
    const [field, separator, number] = value.split_part;
    return `(String(row[${JSON.stringify(field)}]).split(${JSON.stringify(separator)})[${Math.max(number - 1, 0)}] ?? "")`;
  }
  if ("concat" in value)
    return value.concat.map((part) => `String(${valueSource(part)})`).join(" + ");
  if ("f" in value) return `row[${JSON.stringify(value.f)}]`;
  if ("field" in value) return `row[${JSON.stringify(value.field)}]`;
  return JSON.stringify("value" in value ? value.value : value);
}
