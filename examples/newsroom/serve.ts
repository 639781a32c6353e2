/** What `npm start` serves: on the first start the database is migrated and filled. */

import { callCommand } from "flagon/cli";
import { createApp } from "./app.ts";
import { fill } from "./news/generator.ts";
import { Article } from "./news/models.ts";

const app = createApp();

app.onStart(async () => {
  await callCommand(app, "migrate");
  if (await Article.exists()) return;
  const bar = progressBar("Writing articles");
  await fill({ onProgress: bar });
});

/** Tells how far something is: a bar on a terminal, a line at the beginning and at the end elsewhere. */
function progressBar(what: string): (done: number, all: number) => void {
  const started = performance.now();
  const { stderr } = process;
  return (done, all) => {
    const isDone = done === all;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const ending = isDone ? ` in ${seconds} s\n` : "";
    const width = Math.round((done / all) * 30);
    if (stderr.isTTY)
      stderr.write(
        `\r${what} ${"█".repeat(width)}${"░".repeat(30 - width)} ${done} of ${all}${ending}`,
      );
    else if (done === 0 || isDone)
      stderr.write(`${what}: ${done} of ${all}${isDone ? ending : "\n"}`);
  };
}

export default app;
