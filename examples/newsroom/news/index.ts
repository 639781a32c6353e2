/** The blueprint of the newsroom: its pages, its feeds, and what readers send. */

import { Blueprint, type FlagonRequest, FlagonResponse, redirect } from "flagon";
import { ValidationError } from "flagon/db";
import {
  ArchiveView,
  DayArchiveView,
  ListView,
  MonthArchiveView,
  YearArchiveView,
} from "flagon/views";
import { artOf } from "./art.ts";
import { feedOf } from "./feed.ts";
import { Article, Author, Comment, MODELS, Section, Tag } from "./models.ts";
import { marked, MARKS } from "./marks.ts";
import { articlePage, foundPage, frontPage } from "./queries.ts";

const PAGE = 18;

export const news = new Blueprint("news", { folder: import.meta.dirname });
news.models(...MODELS);

news.onInstall((app) => {
  app.contextProcessor(async () => ({ sections: await Section.all() }));
  app.templateFilter("marked", marked);
  app.templateTest("marked", (text: string) => text.includes(MARKS.startSel));
});

news.get("/", { endpoint: "front" }, async (request) =>
  request.render("news/front.html", await frontPage(await Section.all())),
);

/** Pages of articles of one section, author or tag. */
abstract class Listing<Owner extends object> extends ListView<Article, { slug: string }> {
  override model = Article;
  override paginateBy = PAGE;
  override paginateOrphans = 3;
  protected owner!: Owner;

  override async get() {
    this.owner = await this.findOwner(this.params.slug);
    return super.get();
  }

  protected abstract findOwner(slug: string): Promise<Owner>;
}

class SectionPage extends Listing<Section> {
  override template = "news/section.html";
  protected override findOwner(slug: string) {
    return Section.getOr404({ slug });
  }
  override getQuerySet() {
    return Article.teasers().filter({ section: this.owner });
  }
  override getContextData() {
    return { section: this.owner };
  }
}

class AuthorPage extends Listing<Author> {
  override template = "news/author.html";
  protected override findOwner(slug: string) {
    return Author.getOr404({ slug });
  }
  override getQuerySet() {
    return Article.teasers().filter({ author: this.owner });
  }
  override getContextData() {
    return { author: this.owner };
  }
}

class TagPage extends Listing<Tag> {
  override template = "news/tag.html";
  protected override findOwner(slug: string) {
    return Tag.getOr404({ slug });
  }
  override getQuerySet() {
    return Article.teasers().filter({ tags: this.owner });
  }
  override getContextData() {
    return { tag: this.owner };
  }
}

news.get("/section/<slug:slug>/", { endpoint: "section" }, SectionPage.asView());
news.get("/author/<slug:slug>/", { endpoint: "author" }, AuthorPage.asView());
news.get("/tag/<slug:slug>/", { endpoint: "tag" }, TagPage.asView());

const filed = { model: Article, dateField: "publishedAt" };

class Archive extends ArchiveView<Article> {
  override paginateBy = PAGE;
  override getQuerySet() {
    return Article.teasers();
  }
}
class Year extends YearArchiveView<Article> {
  override getQuerySet() {
    return Article.live();
  }
}
class Month extends MonthArchiveView<Article> {
  override paginateBy = PAGE;
  override getQuerySet() {
    return Article.teasers();
  }
}
class Day extends DayArchiveView<Article> {
  override getQuerySet() {
    return Article.teasers();
  }
}

news.get("/archive/", { endpoint: "archive" }, Archive.asView(filed));
news.get("/archive/<int:year>/", { endpoint: "year" }, Year.asView(filed));
news.get("/archive/<int:year>/<int:month>/", { endpoint: "month" }, Month.asView(filed));
news.get("/archive/<int:year>/<int:month>/<int:day>/", { endpoint: "day" }, Day.asView(filed));

news.get("/search/", { endpoint: "search" }, async (request) => {
  const words = (request.query.get("q") ?? "").trim().slice(0, 200);
  const isEmpty = !/[\p{L}\p{N}]/u.test(words);
  const number = request.query.get("page");
  const found = isEmpty ? {} : await foundPage(words, number, PAGE);
  return request.render("news/search.html", { words, ...found });
});

news.get("/feed.json", { endpoint: "feed" }, async (request) =>
  feedOf(request, {
    title: "The Harbour Gazette",
    path: "/",
    articles: await Article.teasers().limit(30),
  }),
);

news.get(
  "/section/<slug:slug>/feed.json",
  { endpoint: "sectionFeed" },
  async (request, { slug }) => {
    const section = await Section.getOr404({ slug });
    const articles = await Article.teasers().filter({ section }).limit(30);
    return feedOf(request, {
      title: `The Harbour Gazette: ${section.name}`,
      path: section.url,
      articles,
    });
  },
);

news.get("/art/<int:number>.svg", { endpoint: "art" }, (_request, { number }) => {
  const response = FlagonResponse.ofType("image/svg+xml", artOf(number), 200);
  response.headers.set("cache-control", "public, max-age=31536000, immutable");
  return response;
});

news.get("/<int:year>/<slug:slug>/", { endpoint: "article" }, async (request, { slug }) => {
  const names = await articlePage(slug);
  // Old links may have another year.
  if (request.path !== names.article.url) return redirect(names.article.url, 301);
  return request.render("news/article.html", { ...names, draft: {}, errors: {} });
});

news.post("/<int:year>/<slug:slug>/", { endpoint: "comment" }, async (request, { slug }) => {
  const names = await articlePage(slug);
  const { draft, errors } = await takeComment(request, names.article);
  if (errors === undefined) return redirect(`${names.article.url}#comments`, 303);
  return [await request.render("news/article.html", { ...names, draft, errors }), 422];
});

/** Keeps what a reader says, or tells what is wrong with it. */
async function takeComment(request: FlagonRequest, article: Article) {
  const form = await request.form();
  const draft = { name: form.get("name")?.trim() ?? "", body: form.get("body")?.trim() ?? "" };
  const comment = new Comment({ article, ...draft });
  try {
    await comment.fullClean();
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { draft, errors: error.byField() };
  }
  await comment.save();
  return { draft, errors: undefined };
}

/** For apps that have the newsroom at their root: what is not there is said in its own style. */
export function notFoundPage(_error: unknown, request: FlagonRequest) {
  // No reader sees what a picture or a style is answered with.
  if (request.path.startsWith("/static/")) return "Not found.";
  return request.render("news/404.html");
}
