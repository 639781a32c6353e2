/** The newest articles for programs: JSON Feed 1.1 (jsonfeed.org/version/1.1). */

import { FlagonResponse, type FlagonRequest } from "flagon";

/** An article as a feed has it. */
interface Entry {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly standfirst: string;
  readonly publishedAt: Date;
  readonly updatedAt: Date;
  readonly author: { readonly name: string; readonly url: string };
  readonly section: { readonly name: string };
}

/** Makes a feed of articles. */
export function feedOf(
  request: FlagonRequest,
  { title, path, articles }: { title: string; path: string; articles: readonly Entry[] },
): FlagonResponse {
  const { origin } = request;
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title,
    home_page_url: origin + path,
    feed_url: origin + request.path,
    language: "en",
    items: articles.map((article) => ({
      id: `${origin}/articles/${article.id}`,
      url: origin + article.url,
      title: article.title,
      summary: article.standfirst,
      content_text: article.standfirst,
      image: `${origin}/art/${article.id}.svg`,
      date_published: article.publishedAt.toISOString(),
      date_modified: article.updatedAt.toISOString(),
      authors: [{ name: article.author.name, url: origin + article.author.url }],
      tags: [article.section.name],
    })),
  };
  return FlagonResponse.ofType("application/feed+json", JSON.stringify(feed), 200);
}
