/** Writes a site's worth of models and queries, for the compiler to check: 150 models that import each other, 1,500 queries. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PER_FILE = 10;

/** Writes the files to `folder`; `source` is what the models import `f` and `model` from. */
export function generate(folder, { models, queries, source, wrong = false }) {
  mkdirSync(folder, { recursive: true });
  const all = Array.from({ length: models }, (_, index) => describe(index, models));
  for (const model of all) for (const side of sidesOf(model)) all[side.to].reverse.push(side);
  for (let start = 0; start < models; start += PER_FILE) {
    writeFileSync(join(folder, `models-${start / PER_FILE}.ts`), modelFile(all, start, source));
  }
  for (let file = 0; file * 100 < queries; file++) {
    writeFileSync(join(folder, `queries-${file}.ts`), queryFile(all, file * 100, source));
  }
  if (wrong) writeFileSync(join(folder, "wrong.ts"), WRONG);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  writeFileSync(join(folder, "tsconfig.json"), `${JSON.stringify(CONFIG, undefined, 2)}\n`);
}

const WRONG = 'import { Model0 } from "./models-0.ts";\nModel0.filter({ titel: "x" });\n';

const CONFIG = {
  compilerOptions: {
    target: "es2024",
    lib: ["esnext"],
    module: "nodenext",
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["*.ts"],
};

/** One model: what it is called, and where its relations lead. */
function describe(index, models) {
  return {
    index,
    name: `Model${index}`,
    owner: (index * 7 + 1) % models,
    next: (index + 1) % models,
    tags: (index * 3 + 2) % models,
    reverse: [],
  };
}

/** What other models see of this one's relations. */
function sidesOf({ index, owner, next, tags }) {
  return [
    { to: owner, from: index, name: `owned${index}`, field: "owner" },
    { to: next, from: index, name: `before${index}`, field: "next" },
    { to: tags, from: index, name: `tagged${index}`, field: "tags" },
  ];
}

function modelFile(all, start, source) {
  const own = all.slice(start, start + PER_FILE);
  const text = own.map((model) => modelText(model, all)).join("\n");
  const others = all.filter((other) => !own.includes(other) && mentions(text, other.name));
  return `${importsOf(others)}import { f, model } from ${JSON.stringify(source)};\n\n${text}`;
}

const mentions = (text, name) => new RegExp(`\\b${name}\\b`).test(text);

function importsOf(models) {
  return models
    .map(
      ({ index, name }) =>
        `import { ${name} } from "./models-${Math.floor(index / PER_FILE)}.ts";\n`,
    )
    .join("");
}

function modelText({ index, name, owner, next, tags, reverse }, all) {
  const getters = reverse.map(
    (side) =>
      `  get ${side.name}() { return f.reverse(${all[side.from].name}, "${side.field}"); },\n`,
  );
  return `export class ${name} extends model({
  title: f.char({ maxLength: 200 }),
  slug: f.slug({ unique: true }),
  status: f.char({ choices: ["draft", "live", "gone${index}"], default: "draft" }),
  body: f.text({ blank: true }),
  views: f.integer({ default: 0 }),
  score${index}: f.float({ null: true }),
  isOpen: f.boolean({ default: true }),
  publishedAt: f.datetime({ null: true }),
  createdAt: f.datetime({ autoNowAdd: true }),
  day: f.date({ null: true }),
  get owner() { return f.foreignKey(${all[owner].name}, { onDelete: "cascade" }); },
  get next() { return f.foreignKey(${all[next].name}, { null: true, onDelete: "set null" }); },
  get tags() { return f.manyToMany(${all[tags].name}); },
${getters.join("")}}, { ordering: ["-publishedAt"], indexes: [["status", "publishedAt"]] }) {
  get url(): string { return \`/\${this.slug}/\${this.ownerId}\`; }
  static live() { return this.filter({ status: "live" }); }
}
`;
}

function queryFile(all, start, source) {
  const lines = [];
  for (let number = start; number < start + 100; number++) lines.push(query(all, number));
  const text = lines.join("\n");
  const used = all.filter(({ name }) => mentions(text, name));
  const imports = `import { F, Q, count, max } from ${JSON.stringify(source)};\n`;
  return `${importsOf(used)}${imports}void [F, Q, count, max];\n\n${text}\n`;
}

/** One query; ten kinds of them take turns, each with another model. */
function query(all, number) {
  const model = all[(number * 13 + Math.floor(number / 10)) % all.length];
  const { name: M, index, owner } = model;
  const kinds = [
    `export const q${number} = (await ${M}.filter({ title__icontains: "a", views__gte: ${number} }).orderBy("-views").limit(20))[0]!.url;`,
    `export const q${number} = (await ${M}.filter({ owner__title__startswith: "a", publishedAt__year__gte: 2020 }))[0]!.title;`,
    `export const q${number} = (await ${M}.filter({ owner__next__owner__score${all[all[all[owner].next].owner].index}__gt: 3 }).first())?.url;`,
    `export const q${number} = (await ${M}.filter({ tags__slug__in: ["a"] }).exclude({ next__isnull: true }).values("title", "owner__title"))[0]!.owner__title.length;`,
    `export const q${number} = (await ${M}.filter({ status: "live" }).selectRelated("owner", "next"))[0]!.owner.title;`,
    `export const q${number} = (await ${M}.all().annotate({ n: count("tags"), best: max("owner__views") }).filter({ n__gte: 3 }))[0]!.n + 1;`,
    `export const q${number} = (await ${M}.create({ title: "a", slug: "b", ownerId: 7, score${index}: null })).url;`,
    `export const q${number} = (await ${M}.filter(Q({ views__gt: F("ownerId") }).or({ tags__title: "x" })).prefetchRelated("tags"))[0]!.tags.length;`,
    `export const q${number} = (await ${M}.live().filter({ day__month: 3, isOpen: true }).valuesList("slug", { flat: true })).join();`,
    `export const q${number} = (await ${M}.get({ slug: "a", owner: 7 })).ownerId + (await ${M}.filter({ score${index}__isnull: false }).update({ views: F("views").plus(1) }));`,
  ];
  return kinds[number % kinds.length];
}
