/** Fills the newsroom with invented articles, authors, tags and comments: the same ones for the same seed. */

import { getDatabase, transaction } from "flagon/db";
import { Article, Author, Comment, Section, Tag, Tagging } from "./models.ts";
import { Chance } from "./random.ts";
import {
  BEATS,
  type Beat,
  CLOSINGS,
  FIRST_NAMES,
  LAST_NAMES,
  OPENINGS,
  REMARKS,
  SENTENCES,
  WORDS,
} from "./words.ts";

/** How much is made. */
export interface FillOptions {
  /** Default 20,000. */
  articles?: number;
  /** Default 1: another seed makes other articles. */
  seed?: number;
  /** The instant of the newest article. Default: the present. */
  until?: Date;
  /** Called as it goes on, with how many articles there are. */
  onProgress?: (done: number, all: number) => void;
}

const AUTHORS = 120;
const BATCH = 1000;
const DAY_MS = 86_400_000;
/** Articles go back so far. */
const YEARS = 6;

/** Fills empty tables; one transaction, so that a start that is broken off leaves nothing behind. */
export async function fill({
  articles = 20_000,
  seed = 1,
  until = new Date(),
  onProgress = () => {},
}: FillOptions = {}): Promise<void> {
  const chance = new Chance(seed);
  await transaction(async () => {
    const sections = await Section.bulkCreate(
      BEATS.map(({ name, slug, tagline }, position) => ({ name, slug, tagline, position })),
    );
    const tags = await makeTags();
    const authors = await makeAuthors(chance);
    onProgress(0, articles);
    const facts = { sections, authors, tags, until, all: articles, titles: [] };
    for (let done = 0; done < articles; done += BATCH) {
      const count = Math.min(BATCH, articles - done);
      await makeArticles(chance, facts, done, count);
      onProgress(done + count, articles);
    }
  });
  // What the database knows of its rows is from before they came: it would search without its indexes.
  await getDatabase().script(["ANALYZE"]);
}

interface Facts {
  sections: readonly Section[];
  authors: readonly Author[];
  tags: ReadonlyMap<string, Tag>;
  until: Date;
  all: number;
  /** The last headlines. */
  titles: string[];
}

async function makeTags(): Promise<Map<string, Tag>> {
  const names = [...new Set(BEATS.flatMap(({ tags }) => tags))].toSorted();
  const tags = await Tag.bulkCreate(names.map((name) => ({ name, slug: slugOf(name) })));
  return new Map(tags.map((tag) => [tag.name, tag]));
}

async function makeAuthors(chance: Chance): Promise<Author[]> {
  const names = new Set<string>();
  while (names.size < AUTHORS) names.add(`${chance.of(FIRST_NAMES)} ${chance.of(LAST_NAMES)}`);
  const roles = BEATS.map(({ name }) => `${name} correspondent`);
  return Author.bulkCreate(
    [...names].map((name, index) => {
      const words = { subject: "the town" };
      const bio = `${name} writes about ${BEATS[index % BEATS.length]!.name.toLowerCase()}. ${filled("{person} once called the work “{adjective}”; it was meant kindly.", chance, words)}`;
      return { name, slug: slugOf(name), role: roles[index % roles.length]!, bio };
    }),
  );
}

async function makeArticles(
  chance: Chance,
  facts: Facts,
  first: number,
  count: number,
): Promise<void> {
  const tagNames: string[][] = [];
  const values = Array.from({ length: count }, (_, index) => {
    const beat = chance.of(BEATS);
    tagNames.push(chance.some(beat.tags, chance.between(1, 3)));
    return articleOf(chance, beat, facts, first + index);
  });
  const articles = await Article.bulkCreate(values);
  await Tagging.bulkCreate(
    articles.flatMap((article, index) =>
      tagNames[index]!.map((name) => ({ article, tag: facts.tags.get(name)! })),
    ),
  );
  await Comment.bulkCreate(articles.flatMap((article) => commentsOn(article, chance)));
}

/** The newest article is the last one, so that keys and days go the same way. */
function articleOf(chance: Chance, beat: Beat, facts: Facts, number: number) {
  const { sections, authors, until, all } = facts;
  const title = newTitle(chance, beat, facts.titles);
  const subject = filled(chance.of(beat.subjects), chance, {});
  const place = BEATS.indexOf(beat);
  // A correspondent of the section, mostly.
  const mine = authors.filter((_, index) => index % BEATS.length === place);
  const ageDays = (1 - (number + 1) / all) * YEARS * 365;
  const publishedAt = new Date(until.getTime() - ageDays * DAY_MS - chance.between(0, 3_600_000));
  return {
    title,
    slug: `${slugOf(title).slice(0, 150)}-${number + 1}`,
    standfirst: capital(filled(chance.of(SENTENCES), chance, { subject })),
    body: textOf(chance, subject),
    status: chance.next() < 0.02 ? ("draft" as const) : ("live" as const),
    isLead: chance.next() < 0.05,
    // Few are read a lot.
    views: Math.floor(40 / (0.002 + chance.next())),
    section: sections[place]!,
    author: chance.next() < 0.85 ? chance.of(mine) : chance.of(authors),
    publishedAt,
    updatedAt: publishedAt,
  };
}

/** A headline that none of the last ones had. */
function newTitle(chance: Chance, beat: Beat, titles: string[]): string {
  let title = "";
  do title = capital(filled(chance.of(beat.headlines), chance, {}));
  while (titles.includes(title));
  titles.push(title);
  if (titles.length > 200) titles.shift();
  return title;
}

function textOf(chance: Chance, subject: string): string {
  const line = (pattern: string): string => capital(filled(pattern, chance, { subject }));
  // No sentence stands twice in one article.
  const left = chance.some(SENTENCES, SENTENCES.length).map(line);
  const opening = `${line(chance.of(OPENINGS))} ${left.pop()}`;
  const middle: string[] = [];
  while (left.length > 4 && middle.length < 5)
    middle.push(left.splice(0, chance.between(3, 4)).join(" "));
  return [opening, ...middle, line(chance.of(CLOSINGS))].join("\n\n");
}

function commentsOn(article: Article, chance: Chance) {
  const count = chance.next() < 0.5 ? 0 : chance.between(1, 4);
  return Array.from({ length: count }, (_, index) => ({
    article,
    name: `${chance.of(FIRST_NAMES)} ${chance.of(LAST_NAMES)[0]}.`,
    body: capital(filled(chance.of(REMARKS), chance, {})),
    createdAt: new Date(
      article.publishedAt.getTime() + (index + 1) * chance.between(1, 9) * 3_600_000,
    ),
  }));
}

/** Fills the words in braces. The same word may be filled in differently each time, but for what is given. */
function filled(text: string, chance: Chance, given: Readonly<Record<string, string>>): string {
  return text
    .replace(/\{(\w+)\}/g, (_all, name: string) => given[name] ?? chance.of(WORDS[name]!))
    .replace(/\b([Aa]) (?=[aeiou])/g, "$1n ");
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[’']/g, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
