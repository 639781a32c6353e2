// The workloads: which method of an implementation runs, with which parameters, and how its answer is checked.
import * as D from "./data.mjs";
const ms = (v) =>
  v === null || v === undefined
    ? null
    : v instanceof Date
      ? v.getTime()
      : typeof v === "number"
        ? v
        : v.toMillis
          ? v.toMillis()
          : v.ts !== undefined
            ? v.ts
            : new Date(v).getTime();
const pick = (o, a, b) => (o[a] !== undefined ? o[a] : o[b]);
export function normArticle(a) {
  return {
    id: a.id,
    author_id: pick(a, "authorId", "author_id") ?? a.author?.id,
    title: a.title,
    body: a.body,
    published_ms: ms(pick(a, "publishedAt", "published_at")),
    views: Number(a.views),
    rating: a.rating,
    is_public: !!pick(a, "isPublic", "is_public"),
  };
}
const same = (what, got, want) => {
  const g = JSON.stringify(got),
    w = JSON.stringify(want);
  if (g !== w) throw new Error(`${what}: got ${g?.slice(0, 400)} want ${w.slice(0, 400)}`);
};
const range = (from, n) => Array.from({ length: n }, (_, k) => from + 1 + k);
const listWant = (a) =>
  range(0, D.N_ARTICLE)
    .map(D.article)
    .filter((x) => x.author_id === a && x.is_public)
    .sort((x, y) => y.views - x.views || y.id - x.id)
    .slice(0, 20);

// name -> { run(impl, i), check(impl, answer, i), write? , only? }
export const WORKLOADS = {
  get: {
    run: (m, i) => m.get(D.pk(i)),
    check: (m, r, i) => same("get", normArticle(r), D.article(D.pk(i))),
  },
  list: {
    run: (m, i) => m.list(D.auth(i)),
    check: (m, r, i) => same("list", r.map(normArticle), listWant(D.auth(i))),
  },
  hydrate: {
    run: (m, i) => m.hydrate(D.from1000(i)),
    check: (m, r, i) =>
      same("hydrate", r.map(normArticle), range(D.from1000(i), 1000).map(D.article)),
  },
  joined: {
    run: (m, i) => m.joined(D.from100(i)),
    check: (m, r, i) => {
      same("joined", r.map(normArticle), range(D.from100(i), 100).map(D.article));
      same(
        "joined.author",
        r.map((a) => (m.authorName ? m.authorName(a) : a.author.name)),
        range(D.from100(i), 100).map((x) => D.author(D.article(x).author_id).name),
      );
    },
  },
  prefetch: {
    run: (m, i) => m.prefetch(D.from100(i)),
    check: (m, r, i) => {
      same("prefetch", r.map(normArticle), range(D.from100(i), 100).map(D.article));
      same(
        "prefetch.tags",
        r.map((a) => (m.tagNames ? m.tagNames(a) : a.tags.map((t) => t.name)).sort()),
        range(D.from100(i), 100).map((x) =>
          D.tagIds(x)
            .map((t) => D.tag(t).name)
            .sort(),
        ),
      );
    },
  },
  agg: {
    run: (m) => m.agg(),
    check: (m, r) => {
      if (r.length !== D.N_AUTHOR) throw new Error("agg rows " + r.length);
      const x = r.find((y) => Number(pick(y, "authorId", "author_id")) === 7),
        n = Number(x.n),
        avg = Number(x.avg);
      const mine = range(0, D.N_ARTICLE)
        .map(D.article)
        .filter((y) => y.author_id === 7);
      const want = mine.reduce((s, y) => s + y.rating, 0) / mine.length;
      if (n !== 100 || Math.abs(avg - want) > 1e-9)
        throw new Error(`agg ${n} ${avg} want 100 ${want}`);
    },
  },
  concurrent: {
    only: "pg",
    perOp: 50,
    run: (m, i) => Promise.all(Array.from({ length: 50 }, (_, k) => m.get(D.pk(i * 50 + k)))),
    check: (m, r, i) =>
      same(
        "concurrent",
        r.map(normArticle),
        range(-1, 50).map((k) => D.article(D.pk(i * 50 + k))),
      ),
  },
  update: {
    write: true,
    run: (m, i) => m.update(D.pk(i), i % 1000),
    check: async (m, r, i) => same("update", normArticle(await m.get(D.pk(i))).views, i % 1000),
  },
  save: {
    write: true,
    run: (m, i) => m.save(D.pk(i), i % 977),
    check: async (m, r, i) => same("save", normArticle(await m.get(D.pk(i))).views, i % 977),
  },
  insert: {
    write: true,
    run: (m, i) => m.insert(D.fresh(i)),
    check: async (m, r, i) => {
      const id = r.id;
      const f = D.fresh(i);
      same("insert", normArticle(await m.get(id)), {
        id,
        author_id: f.authorId,
        title: f.title,
        body: f.body,
        published_ms: f.publishedAt.getTime(),
        views: f.views,
        rating: f.rating,
        is_public: true,
      });
    },
  },
  tx: {
    write: true,
    run: (m, i) =>
      m.tx({
        ids: [D.pk(i), D.pk(i + 1), D.pk(i + 2)],
        author: D.auth(i),
        views: i % 991,
        fresh: D.fresh(i),
      }),
    check: async (m, r, i) => {
      for (const k of [0, 1, 2]) same("tx", normArticle(await m.get(D.pk(i + k))).views, i % 991);
      const gone = await m.get(r);
      if (gone) throw new Error("tx: inserted row still there");
    },
  },
  bulk: {
    write: true,
    perOp: 1,
    run: (m) => m.bulk(D.fresh1000()),
    check: async (m, r) => {
      const n = await m.countAll();
      if (n < D.N_ARTICLE + 1000) throw new Error("bulk count " + n);
    },
  },
};
