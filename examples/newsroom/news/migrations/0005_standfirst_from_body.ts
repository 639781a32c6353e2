import { migration, type MigrationTools, noop, runCode } from "flagon/db/migrations";

/** Articles from before there were standfirsts get the first sentence of their text. */
async function takeFirstSentence({ models }: MigrationTools): Promise<void> {
  const Article = models("news.Article");
  for await (const article of Article.filter({ standfirst: "" })) {
    const [sentence = ""] = /^[^.!?]*[.!?]?/.exec(String(article["body"])) ?? [];
    article["standfirst"] = sentence.slice(0, 300);
    await article.save();
  }
}

export default migration({
  dependencies: [["news", "0004_texts"]],
  operations: [runCode(takeFirstSentence, { reverse: noop })],
});
