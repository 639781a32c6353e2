/** Compares a database with what Django made of the same models: schemas by what they hold, rows by their values. */

import { readFileSync, existsSync } from "node:fs";
const here = (p) => new URL(p, import.meta.url);
const SKIP = new Set(["django_migrations", "sqlite_sequence", "flagon_migrations"]);

// ---------- expected.jsonl ----------
/** expected state after step n: {schema, rows} as kept (after back + again + seeding); `forward` is right after the first migrate; `before` is step n-1 as kept. */
export function loadExpected(file = here("expected.jsonl")) {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((l) => JSON.parse(l));
  const patch = (o, d) => {
    const r = { ...o };
    for (const [k, v] of Object.entries(d))
      if (v === null) delete r[k];
      else r[k] = v;
    return r;
  };
  const at = {},
    auto = {},
    other = [];
  let graph;
  for (const l of lines) {
    if (l.kind === "autodetect") auto[l.step] = l;
    else if (l.kind === "graph") graph = l;
    else if (l.kind !== "database") other.push(l);
    else {
      const A = (at[l.backend] ??= []),
        before = A[l.step - 1]?.kept ?? { schema: {}, rows: {} };
      const forward = { schema: patch(before.schema, l.schema), rows: patch(before.rows, l.rows) };
      const kept = {
        schema: patch(forward.schema, l.kept_schema),
        rows: patch(forward.rows, l.kept_rows),
      };
      const back =
        l.back &&
        (l.back.error
          ? { error: l.back.error, ...forward }
          : {
              schema: patch(before.schema, l.back.schema_differs),
              rows: patch(before.rows, l.back.rows_differ),
            });
      A[l.step] = { line: l, before, forward, kept, back };
    }
  }
  const fi = new URL("ideal.jsonl", file); // what a fresh database made from the same models has, where it differs
  if (existsSync(fi))
    for (const l of readFileSync(fi, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((x) => JSON.parse(x))) {
      const A = at[l.backend]?.[l.step];
      if (A)
        A.ideal = {
          schema: patch(A.kept.schema, l.schema_differs),
          tables: Object.keys(l.schema_differs),
        };
    }
  return {
    auto,
    graph,
    other,
    backends: Object.keys(at),
    at: (step, backend) => at[backend][step],
    steps: Object.keys(auto).length,
  };
}

// ---------- introspection ----------
function balanced(s, i) {
  let d = 0,
    q = null;
  for (; i < s.length; i++) {
    const c = s[i];
    if (q) {
      if (c === q) q = null;
    } else if (c === "'" || c === '"' || c === "`") q = c;
    else if (c === "(") d++;
    else if (c === ")" && --d === 0) return i + 1;
  }
  return s.length;
}
const words = (e) => new Set(e.replace(/'[^']*'/g, "").match(/[A-Za-z_]\w*/g) ?? []);
const colsIn = (e, cols) => {
  const w = words(e);
  return cols.filter((c) => w.has(c)).sort();
};
/** db: a node:sqlite DatabaseSync (or anything with prepare(sql).all()) */
export function introspectSqlite(db) {
  const all = (s) => db.prepare(s).all(),
    t = {};
  for (const { name, sql } of all(
    "SELECT name, sql FROM sqlite_master WHERE type='table' ORDER BY name",
  )) {
    if (SKIP.has(name)) continue;
    const info = all(`PRAGMA table_info("${name}")`),
      cols = info.map((r) => r.name);
    const T = (t[name] = {
      columns: [],
      pk: info
        .filter((r) => r.pk)
        .sort((a, b) => a.pk - b.pk)
        .map((r) => r.name),
      uniques: [],
      fks: [],
      checks: [],
      indexes: [],
    });
    const auto = /AUTOINCREMENT/i.test(sql);
    for (const r of info) {
      const type = r.type.toLowerCase();
      T.columns.push({
        name: r.name,
        type,
        null: !r.notnull && !(r.pk && type === "integer"),
        default: r.dflt_value,
        auto: !!r.pk && auto,
      });
    }
    for (const r of all(`PRAGMA foreign_key_list("${name}")`)) {
      const m =
        sql.match(
          new RegExp(
            `["\`\\[]?\\b${r.from}\\b["\`\\]]?[^,]*?REFERENCES\\s+["\`\\[]?${r.table}["\`\\]]?\\s*\\([^)]*\\)([^,]*)`,
            "i",
          ),
        ) ??
        sql.match(
          new RegExp(
            `FOREIGN KEY\\s*\\(\\s*["\`]?${r.from}["\`]?\\s*\\)\\s*REFERENCES[^(]*\\([^)]*\\)([^,]*)`,
            "i",
          ),
        );
      const tail = (m?.[1] ?? "").toUpperCase();
      T.fks.push({
        columns: [r.from],
        to: r.table,
        to_columns: [r.to ?? t[r.table]?.pk[0]],
        on_update: r.on_update,
        on_delete: r.on_delete,
        deferrable: tail.includes("INITIALLY DEFERRED")
          ? "deferred"
          : /(?<!NOT )DEFERRABLE/.test(tail)
            ? "immediate"
            : null,
      });
    }
    for (const m of sql.matchAll(/\bCHECK\s*\(/gi)) {
      const i = m.index + m[0].length - 1,
        e = sql.slice(i + 1, balanced(sql, i) - 1).trim();
      T.checks.push({ columns: colsIn(e, cols), expr: e });
    }
    for (const ix of all(`PRAGMA index_list("${name}")`)) {
      if (ix.origin === "pk") continue;
      const isql = db.prepare("SELECT sql FROM sqlite_master WHERE name=?").all(ix.name)[0]?.sql;
      const parts = all(`PRAGMA index_xinfo("${ix.name}")`).filter((r) => r.key);
      let condition = null,
        body = null;
      if (isql) {
        const i = isql.indexOf("("),
          e = balanced(isql, i);
        body = isql.slice(i + 1, e - 1);
        condition =
          isql
            .slice(e)
            .match(/^\s*WHERE\s+([\s\S]*)$/i)?.[1]
            .trim() ?? null;
      }
      const c = parts.some((p) => p.name === null)
        ? parts.map((p) => ({ expr: body.trim().replace(/\s+(ASC|DESC)$/i, ""), desc: !!p.desc }))
        : parts.map((p) => ({ name: p.name, desc: !!p.desc }));
      if (ix.unique)
        T.uniques.push({
          columns: c.map((x) => x.name ?? x.expr),
          condition,
          deferrable: null,
          via: isql ? "index" : "constraint",
        });
      else T.indexes.push({ columns: c, condition, include: [], method: "btree", like: false });
    }
  }
  return t;
}
const ACT = { a: "NO ACTION", r: "RESTRICT", c: "CASCADE", n: "SET NULL", d: "SET DEFAULT" };
/** client: a connected pg Client; schema public */
export async function introspectPg(client) {
  const all = async (text, ...values) => (await client.query({ text, values })).rows,
    t = {};
  const arr = (a) =>
    typeof a === "string"
      ? a
          .replace(/^\{|\}$/g, "")
          .split(",")
          .filter(Boolean)
          .map((x) => x.replace(/^"|"$/g, ""))
      : (a ?? []);
  const yes = (b) => b === true || b === "t";
  for (const { oid, relname } of await all(
    "SELECT c.oid::int, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace WHERE n.nspname='public' AND c.relkind='r' ORDER BY 2",
  )) {
    if (SKIP.has(relname)) continue;
    const T = (t[relname] = { columns: [], pk: [], uniques: [], fks: [], checks: [], indexes: [] }),
      att = {};
    for (const r of await all(
      "SELECT a.attnum, a.attname, format_type(a.atttypid,a.atttypmod) ty, a.attnotnull nn, pg_get_expr(d.adbin,d.adrelid) df, a.attidentity::text id FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid=a.attrelid AND d.adnum=a.attnum WHERE a.attrelid=$1 AND a.attnum>0 AND NOT a.attisdropped ORDER BY 1",
      oid,
    )) {
      att[r.attnum] = r.attname;
      const auto = (r.df ?? "").startsWith("nextval(") || r.id === "a" || r.id === "d";
      T.columns.push({
        name: r.attname,
        type: r.ty,
        null: !yes(r.nn),
        default: auto ? null : r.df,
        auto,
      });
    }
    for (const r of await all(
      "SELECT contype::text ty, conkey::text[] k, (SELECT relname FROM pg_class WHERE oid=confrelid) fo, (SELECT array_agg(a.attname::text ORDER BY u.o) FROM unnest(confkey) WITH ORDINALITY u(n,o) JOIN pg_attribute a ON a.attrelid=confrelid AND a.attnum=u.n) fk, confupdtype::text up, confdeltype::text de, condeferrable, condeferred, pg_get_constraintdef(oid) def FROM pg_constraint WHERE conrelid=$1 ORDER BY conname",
      oid,
    )) {
      const cols = arr(r.k).map((k) => att[k]),
        deferrable = yes(r.condeferred) ? "deferred" : yes(r.condeferrable) ? "immediate" : null;
      if (r.ty === "p") T.pk = cols;
      else if (r.ty === "u")
        T.uniques.push({ columns: cols, condition: null, deferrable, via: "constraint" });
      else if (r.ty === "f")
        T.fks.push({
          columns: cols,
          to: r.fo,
          to_columns: arr(r.fk),
          on_update: ACT[r.up],
          on_delete: ACT[r.de],
          deferrable,
        });
      else if (r.ty === "c")
        T.checks.push({ columns: cols.sort(), expr: r.def.replace(/^CHECK \(([\s\S]*)\)$/, "$1") });
    }
    for (const ix of await all(
      "SELECT i.indexrelid::int ix, i.indisunique u, i.indnkeyatts nk, i.indnatts n, pg_get_expr(i.indpred,i.indrelid) pred, am.amname FROM pg_index i JOIN pg_class c ON c.oid=i.indexrelid JOIN pg_am am ON am.oid=c.relam WHERE i.indrelid=$1 AND NOT i.indisprimary AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid=i.indexrelid AND k.contype IN ('u','p','x')) ORDER BY c.relname",
      oid,
    )) {
      const c = [],
        include = [];
      let like = false;
      for (let k = 1; k <= +ix.n; k++) {
        const [r] = await all(
          "SELECT pg_get_indexdef($1::int,$2::int,true) d, (SELECT o.opcname FROM pg_index i JOIN pg_opclass o ON o.oid=i.indclass[$2::int-1] WHERE i.indexrelid=$1::int) op, pg_index_column_has_property($1::int,$2::int,'desc') ds, (SELECT indkey[$2::int-1]=0 FROM pg_index WHERE indexrelid=$1::int) ex",
          ix.ix,
          k,
        );
        const bare = r.d.replace(/^"|"$/g, "");
        if (k > +ix.nk) {
          include.push(bare);
          continue;
        }
        like ||= (r.op ?? "").endsWith("_pattern_ops");
        c.push(yes(r.ex) ? { expr: r.d, desc: yes(r.ds) } : { name: bare, desc: yes(r.ds) });
      }
      if (yes(ix.u))
        T.uniques.push({
          columns: c.map((x) => x.name ?? x.expr),
          condition: ix.pred,
          deferrable: null,
          via: "index",
        });
      else T.indexes.push({ columns: c, condition: ix.pred, include, method: ix.amname, like });
    }
  }
  return t;
}

// ---------- rows ----------
const dec = (v) => {
  let s = String(v);
  if (/e/i.test(s)) s = Number(s).toFixed(12);
  if (s.includes(".")) s = s.replace(/0+$/, "").replace(/\.$/, "");
  return s === "-0" ? "0" : s;
};
const frac = (s) => s.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
const interval = (s) => {
  if (typeof s !== "string") return Number(s);
  let u = 0;
  const d = s.match(/(-?\d+) days?/);
  if (d) u += d[1] * 86400e6;
  const m = s.match(/(-?)(\d+):(\d\d):(\d\d)(\.\d+)?/);
  if (m) u += (m[1] ? -1 : 1) * (m[2] * 3600e6 + m[3] * 60e6 + (+m[4] + +(m[5] ?? 0)) * 1e6);
  return Math.round(u);
};
/** one value as the corpus writes it, from a raw driver value (text from pg, native from sqlite) and the column's type */
export function canon(v, type) {
  if (v === null || v === undefined) return null;
  const ty = type.toLowerCase();
  if (v instanceof Uint8Array) return { $bin: Buffer.from(v).toString("hex") };
  if (ty === "bytea") return { $bin: String(v).replace(/^\\x/, "") };
  if (/^(decimal|numeric)/.test(ty)) return { $dec: dec(v) };
  if (ty.startsWith("bool") || ty === "tinyint(1)")
    return v === true || v === "t" || v === "true" || v === 1 || v === "1" || v === 1n;
  if (ty === "uuid" || ty === "char(32)") return String(v).replaceAll("-", "");
  if (/^(datetime|timestamp)/.test(ty))
    return {
      $dt: frac(
        String(v instanceof Date ? v.toISOString() : v)
          .replace("T", " ")
          .replace(/(Z|\+00(:00)?)$/, ""),
      ),
    };
  if (ty === "date") return { $d: String(v).slice(0, 10) };
  if (ty === "inet") return String(v).replace(/\/(32|128)$/, "");
  if (ty === "interval") return interval(v);
  if (/^(int|bigint|smallint|big int|serial)/.test(ty)) return Number(v);
  if (/^(real|double|float)/.test(ty)) return Number(v);
  if (ty.startsWith("json") || (/^(text|longtext)$/.test(ty) && /^[{[]/.test(String(v)))) {
    try {
      return { $json: typeof v === "string" ? JSON.parse(v) : v };
    } catch {}
  }
  return typeof v === "bigint" ? Number(v) : v;
}
const ident = (n) => '"' + n.replaceAll('"', '""') + '"';
export function rowsSqlite(db, schema) {
  const out = {};
  for (const [t, T] of Object.entries(schema))
    out[t] = db
      .prepare(`SELECT ${T.columns.map((c) => ident(c.name)).join(", ")} FROM ${ident(t)}`)
      .all()
      .map((r) => Object.fromEntries(T.columns.map((c) => [c.name, canon(r[c.name], c.type)])));
  return out;
}
export async function rowsPg(client, schema) {
  await client.query("SET TIME ZONE 'UTC'; SET intervalstyle='postgres'");
  const out = {};
  for (const [t, T] of Object.entries(schema)) {
    const r = await client.query({
      text: `SELECT ${T.columns.map((c) => `${ident(c.name)}::text`).join(", ")} FROM ${ident(t)}`,
      rowMode: "array",
    });
    out[t] = r.rows.map((x) =>
      Object.fromEntries(T.columns.map((c, i) => [c.name, canon(x[i], c.type)])),
    );
  }
  return out;
}
const stable = (v) =>
  Array.isArray(v)
    ? "[" + v.map(stable) + "]"
    : v && typeof v === "object"
      ? "{" +
        Object.keys(v)
          .sort()
          .map((k) => JSON.stringify(k) + ":" + stable(v[k])) +
        "}"
      : JSON.stringify(v);
// a date kept as text in a datetime column (Django on SQLite) equals midnight; a JSON-looking text equals the JSON
const loose = (v) =>
  v && typeof v === "object" && "$dt" in v
    ? { $dt: frac(v.$dt.length === 10 ? v.$dt + " 00:00:00" : v.$dt) }
    : v && typeof v === "object" && "$dec" in v
      ? { $dec: dec(v.$dec) }
      : v;
export function compareRows(got, want, { strict = false, pick = null } = {}) {
  const errors = [],
    f = strict ? (v) => v : loose;
  const key = (rows) =>
    rows
      .map((r) => stable(Object.fromEntries(Object.entries(r).map(([k, v]) => [k, f(v)]))))
      .sort();
  for (const t of new Set([...Object.keys(want), ...Object.keys(got)])) {
    if (pick && !pick(t)) continue;
    if (!got[t] || !want[t]) {
      if ((got[t] ?? want[t]).length)
        errors.push(`${t}: rows only ${got[t] ? "here" : "expected"}`);
      continue;
    }
    const a = key(got[t]),
      b = key(want[t]);
    if (a.length !== b.length) errors.push(`${t}: ${a.length} rows, expected ${b.length}`);
    const B = new Set(b),
      A = new Set(a),
      x = a.find((r) => !B.has(r)),
      y = b.find((r) => !A.has(r));
    if (x || y) errors.push(`${t}: row ${x} expected ${y}`);
  }
  return { errors, notes: [] };
}

// ---------- schema ----------
const SYN = [
  [/^varchar\b/, "character varying"],
  [/^char\(/, "character("],
  [/^(int|int4)$/, "integer"],
  [/^int8$/, "bigint"],
  [/^int2$/, "smallint"],
  [/^bool$/, "boolean"],
  [/^decimal\b/, "numeric"],
  [/^timestamptz$/, "timestamp with time zone"],
  [/^float8$/, "double precision"],
  [/^bigserial$/, "bigint"],
  [/^serial$/, "integer"],
];
const typeOf = (t) => {
  t = t
    .toLowerCase()
    .replace(/\s*,\s*/g, ",")
    .trim();
  for (const [r, s] of SYN) t = t.replace(r, s);
  return t;
};
const FAM = [
  [/bool/, "bool"],
  [/int|serial/, "int"],
  [/char|text|clob|uuid|json|inet/, "text"],
  [/dec|num/, "decimal"],
  [/real|floa|doub/, "float"],
  [/datetime|timestamp/, "datetime"],
  [/date/, "date"],
  [/time/, "time"],
  [/blob|bytea|binary/, "blob"],
];
const family = (t) => FAM.find(([r]) => r.test(t.toLowerCase()))?.[1] ?? t.toLowerCase();
const size = (t) => t.match(/\(([^)]*)\)/)?.[1].replace(/\s/g, "") ?? null;
export const exprKey = (e) =>
  e === null || e === undefined
    ? ""
    : e
        .replace(/::[a-z]+( varying| precision)?(\(\d+\))?/gi, "")
        .replace(/'(-?\d+(\.\d+)?)'/g, "$1")
        .replace(/["`[\]\s()]/g, "")
        .replace(/(?<=[\d])\.0+(?!\d)/g, "")
        .toLowerCase();
const bare = (e, table) => exprKey(e).replaceAll(table.toLowerCase() + ".", "");
/**
 * got/want: {table: {columns, pk, uniques, fks, checks, indexes}}. Names of constraints and indexes are not in there at all, order never matters.
 * errors: a real difference. notes: tolerated (a default left in the database, an operator-class index, check text that differs on the same columns, ...).
 * options: backend 'sqlite' | 'postgresql'; strict: notes become errors; dbActions: FK actions need not match (a framework that lets the database cascade)
 */
export function compareSchema(
  got,
  want,
  { backend = "sqlite", strict = false, dbActions = false } = {},
) {
  const errors = [],
    notes = [],
    note = (s) => (strict ? errors : notes).push(s);
  for (const t of new Set([...Object.keys(want), ...Object.keys(got)])) {
    const G = got[t],
      W = want[t];
    if (!G || !W) {
      errors.push(`${t}: table ${G ? "not expected" : "missing"}`);
      continue;
    }
    const gc = new Map(G.columns.map((c) => [c.name, c])),
      wc = new Map(W.columns.map((c) => [c.name, c]));
    for (const n of new Set([...wc.keys(), ...gc.keys()])) {
      const g = gc.get(n),
        w = wc.get(n),
        at = `${t}.${n}`;
      if (!g || !w) {
        errors.push(`${at}: column ${g ? "not expected" : "missing"}`);
        continue;
      }
      if (typeOf(g.type) !== typeOf(w.type)) {
        const same =
          family(g.type) === family(w.type) &&
          (size(g.type) === size(w.type) || family(w.type) === "int");
        (backend === "sqlite" && same ? note : (s) => errors.push(s))(
          `${at}: type ${g.type}, expected ${w.type}`,
        );
      }
      if (g.null !== w.null)
        errors.push(
          `${at}: ${g.null ? "nullable" : "NOT NULL"}, expected ${w.null ? "nullable" : "NOT NULL"}`,
        );
      if (exprKey(g.default) !== exprKey(w.default))
        note(`${at}: default ${g.default}, expected ${w.default}`);
      if (!!g.auto !== !!w.auto)
        (backend === "sqlite" ? note : (s) => errors.push(s))(
          `${at}: auto ${g.auto}, expected ${w.auto}`,
        );
    }
    if (G.pk.join() !== W.pk.join()) errors.push(`${t}: primary key (${G.pk}), expected (${W.pk})`);
    const sets = (kind, g, w, key, soft = () => false) => {
      const a = new Map(g.map((x) => [key(x), x])),
        b = new Map(w.map((x) => [key(x), x]));
      for (const [k, x] of b)
        if (!a.has(k)) (soft(x) ? note : (s) => errors.push(s))(`${t}: ${kind} missing: ${k}`);
      for (const [k, x] of a)
        if (!b.has(k)) (soft(x) ? note : (s) => errors.push(s))(`${t}: ${kind} not expected: ${k}`);
    };
    sets(
      "unique",
      G.uniques,
      W.uniques,
      (u) =>
        `(${[...u.columns].sort()})${u.condition ? " where " + bare(u.condition, t) : ""}${u.deferrable ? " " + u.deferrable : ""}`,
    );
    sets(
      "foreign key",
      G.fks,
      W.fks,
      (f) =>
        `(${f.columns}) -> ${f.to}(${f.to_columns})${dbActions ? "" : ` del ${f.on_delete} upd ${f.on_update}`}${backend === "sqlite" ? "" : " " + f.deferrable}`,
    );
    const colKey = (c) => (c.name ?? bare(c.expr, t)) + (c.desc ? " desc" : "");
    sets(
      "index",
      G.indexes,
      W.indexes,
      (i) =>
        `(${i.columns.map(colKey)})${i.condition ? " where " + bare(i.condition, t) : ""}${i.include.length ? " include " + [...i.include].sort() : ""}${i.like ? " like" : ""}${i.method === "btree" ? "" : " " + i.method}`,
      (i) => i.like,
    );
    const gk = G.checks.map((c) => [c.columns.join(), bare(c.expr, t)]),
      wk = W.checks.map((c) => [c.columns.join(), bare(c.expr, t)]);
    const hit = (L, k) => {
      const i = L.findIndex((x) => x[0] === k[0] && x[1] === k[1]);
      if (i >= 0) L.splice(i, 1);
      return i >= 0;
    };
    const restW = wk.filter((k) => !hit(gk, k));
    for (const k of restW) {
      const i = gk.findIndex((x) => x[0] === k[0]);
      if (i >= 0) {
        note(`${t}: check on (${k[0]}) reads ${gk[i][1]}, expected ${k[1]}`);
        gk.splice(i, 1);
      } else errors.push(`${t}: check missing: (${k[0]}) ${k[1]}`);
    }
    for (const k of gk) errors.push(`${t}: check not expected: (${k[0]}) ${k[1]}`);
  }
  return { errors, notes };
}

/** the way to judge a state: every table must equal Django's step-by-step table or the table a fresh database has */
export function judge(got, exp, opt) {
  const r = compareSchema(got, exp.kept.schema, opt);
  if (!r.errors.length || !exp.ideal) return r;
  const i = compareSchema(got, exp.ideal.schema, opt),
    of = (e) => e.match(/^[^.:]+/)[0],
    bad = new Set(i.errors.map(of));
  return {
    errors: r.errors.filter((e) => !exp.ideal.tables.includes(of(e)) || bad.has(of(e))),
    notes: [
      ...r.notes,
      ...r.errors
        .filter((e) => exp.ideal.tables.includes(of(e)) && !bad.has(of(e)))
        .map((e) => "better than Django: " + e),
    ],
  };
}
/** operations as a set of "op app.model field": {missing, extra}; order and the cut into migrations do not matter. got: [{app, op, model, field?, name?, to?}] */
export function compareOps(got, autodetect) {
  const key = (o) =>
    [
      o.op,
      `${o.app}.${o.model ?? ""}`.toLowerCase(),
      o.field ?? o.name ?? (/Index|Constraint/.test(o.op) ? o.to?.name : "") ?? "",
      o.op.startsWith("Rename") ? String(o.to).toLowerCase() : "",
    ]
      .join(" ")
      .trim();
  const w = autodetect.migrations.flatMap((m) =>
      m.operations.map((o) => key({ app: m.app, ...o })),
    ),
    g = got.map(key);
  const minus = (a, b) => {
    b = [...b];
    return a.filter((x) => {
      const i = b.indexOf(x);
      if (i >= 0) b.splice(i, 1);
      return i < 0;
    });
  };
  return { missing: minus(w, g), extra: minus(g, w) };
}
