/** A small blog for the tests of views: models, templates that print what they are given, an app around them. */

import { Blueprint, Flagon } from "flagon";
import { type DatabaseExtension, database } from "flagon/database";
import { createTables, f, model } from "flagon/db";
import { messages } from "flagon/messages";
import { sessions } from "flagon/sessions";
import { dictLoader } from "flagon/templates";
import { testClient, type TestClient } from "flagon/testing";

export class Author extends model(
  { name: f.char({ maxLength: 20 }) },
  { label: "news", ordering: ["name"] },
) {
  override toString(): string {
    return this.name;
  }
}

export class Article extends model(
  {
    title: f.char({ maxLength: 20, helpText: "Short." }),
    slug: f.slug({ unique: true }),
    status: f.char({
      maxLength: 5,
      choices: [
        ["draft", "Draft"],
        ["live", "Live"],
      ],
      default: "draft",
    }),
    hot: f.boolean({ default: false }),
    rating: f.integer({ null: true }),
    author: f.foreignKey(Author, { onDelete: "cascade", null: true }),
    publishedAt: f.datetime({ null: true }),
  },
  { label: "news" },
) {
  get url(): string {
    return `/news/${this.id}`;
  }
}

const LIST =
  "{% for article in articleList %}{{ article.title }} {% endfor %}|{% if page %}{{ page.number }}/{{ page.pageCount }}{% endif %}|{{ isPaginated }}";
const FORM = `{% for field in form.fields %}{{ field.name }}={{ field.value }}{% if field.checked %}!{% endif %}{% if field.required %}*{% endif %}
{%- for choice in field.choices %} ({{ choice.value }}:{{ choice.label }}{% if choice.selected %}+{% endif %}){% endfor %}
{%- for error in field.errors %} <{{ error }}>{% endfor %};{% endfor %}{{ form.errors|join }}`;
const ARCHIVE =
  "{% for article in objectList %}{{ article.title }} {% endfor %}|{% for date in dateList %}{{ date }} {% endfor %}";

const TEMPLATES = {
  "news/article_list.html": LIST,
  "news/article_detail.html": "{{ object.title }} {{ article.slug }}",
  "news/article_form.html": FORM,
  "news/article_confirm_delete.html": "Delete {{ article.title }}?",
  "news/article_archive.html": `{% for article in latest %}{{ article.title }} {% endfor %}|{% for date in dateList %}{{ date.year }} {% endfor %}`,
  "news/article_archive_year.html": `${ARCHIVE}|{{ year.year }} {{ previousYear.year if previousYear }} {{ nextYear.year if nextYear }}`,
  "news/article_archive_month.html": `${ARCHIVE}|{{ month }} {{ previousMonth }} {{ nextMonth }}`,
  "news/article_archive_week.html": `${ARCHIVE}|{{ week }} {{ previousWeek }} {{ nextWeek }}`,
  "news/article_archive_day.html": `${ARCHIVE}|{{ day }} {{ previousDay }} {{ nextDay }}`,
  "messages.html": "{{ get_flashed_messages()|join }}",
};

/** Calls `work` with a client of an app to which `add` has added views, on a database of its own. */
export async function withSite(
  add: (news: Blueprint) => void,
  work: (client: TestClient) => Promise<void>,
): Promise<void> {
  const app = new Flagon({
    templates: { loader: dictLoader(TEMPLATES) },
    config: { secretKey: "x".repeat(32) },
  });
  const extension: DatabaseExtension = database("sqlite::memory:");
  const news = new Blueprint("news");
  add(news);
  news.get("/messages", (request) => request.render("messages.html"));
  app.install(extension, sessions(), messages(), news);
  await createTables(Author, Article);
  try {
    await work(testClient(app, { raiseErrors: false }));
  } finally {
    await app.stop();
  }
}

/** Makes articles `a1` to `aN`, published on these days. */
export async function publish(...days: readonly string[]): Promise<void> {
  await Article.bulkCreate(
    days.map((day, index) => ({
      title: `a${index + 1}`,
      slug: `a${index + 1}`,
      status: "live" as const,
      publishedAt: new Date(`${day}T12:00:00Z`),
    })),
  );
}
