// Deterministic data set, shared by seed.mjs, the workloads and the checks.
export const N_AUTHOR = 200,
  N_ARTICLE = 20000,
  N_TAG = 50;
export const TAGS_PER_ARTICLE = 3; // 60,000 rows
function hash(n) {
  n = n ^ 61 ^ (n >>> 16);
  n = (n + (n << 3)) | 0;
  n ^= n >>> 4;
  n = Math.imul(n, 0x27d4eb2d);
  n ^= n >>> 15;
  return n >>> 0;
}
const WORDS =
  "amber basil cedar delta ember fjord grove haven inlet jetty knoll larch maple north ocean pearl quiet river stone timber umber valley willow xenon yarrow zephyr".split(
    " ",
  );
export function words(seed, len) {
  let s = "",
    k = 0;
  while (s.length < len) s += WORDS[hash(seed * 131 + k++) % WORDS.length] + " ";
  return s.slice(0, len);
}
export function author(id) {
  return { id, name: `Author ${id}`, email: `author${id}@example.com`, bio: words(id + 5e5, 200) };
}
export function publishedMs(id) {
  return hash(id + 17) % 10 === 0
    ? null
    : 1577836800000 + (hash(id + 99) % 157680000) * 1000 + (id % 1000);
}
export function article(id) {
  return {
    id,
    author_id: 1 + ((id - 1) % N_AUTHOR),
    title: `Title ${id} ${words(id, 24)}`,
    body: words(id + 1e6, 500),
    published_ms: publishedMs(id),
    views: hash(id) % 100000,
    rating: (hash(id + 7) % 500) / 100,
    is_public: hash(id + 3) % 4 !== 0,
  };
}
export function tag(id) {
  return { id, name: `tag-${id}` };
}
export function tagIds(articleId) {
  const b = hash(articleId + 11) % N_TAG;
  return [1 + b, 1 + ((b + 7) % N_TAG), 1 + ((b + 19) % N_TAG)];
}
export function sqlDate(ms) {
  return ms === null ? null : new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}
// Parameters of iteration i of a workload: the same for every implementation (impl/django_bench.py repeats them).
export const pk = (i) => 1 + ((i * 7919) % N_ARTICLE);
export const auth = (i) => 1 + ((i * 31) % N_AUTHOR);
export const from1000 = (i) => (i * 997) % (N_ARTICLE - 1000);
export const from100 = (i) => (i * 997) % (N_ARTICLE - 100);
// Field values for an insert, in the camelCase naming most ORMs use. The id is left to the database.
export function fresh(i) {
  return {
    authorId: auth(i),
    title: `New ${i}`,
    body: words(i + 2e6, 500),
    publishedAt: new Date(1700000000000 + i * 1000),
    views: i % 1000,
    rating: 4.5,
    isPublic: true,
  };
}
const pool = Array.from({ length: 1000 }, (_, k) => fresh(k));
export function fresh1000() {
  return pool.map((o) => ({ ...o }));
}
