/** The list of posts, and writing, changing and deleting them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Site } from "./site.ts";

test("the list shows the posts, and links by who looks", async () => {
  const site = new Site();
  const visitor = await site.client.get("/");
  await visitor.assertContains("Log In");
  await visitor.assertContains("Register");
  await visitor.assertNotContains('href="/1/update"');
  await site.login();
  const author = await site.client.get("/");
  for (const text of ["Log Out", "test title", "by test on", "2018-01-01", "test\nbody"])
    await author.assertContains(text);
  await author.assertContains('href="/1/update"');
});

for (const path of ["/create", "/1/update", "/1/delete"]) {
  test(`${path} needs a user`, async () => {
    await (await new Site().client.post(path)).assertRedirect("/auth/login");
  });
}

test("only the author changes and deletes a post, and sees the link", async () => {
  const site = new Site();
  site.query("UPDATE post SET author_id = 2 WHERE id = 1");
  await site.login();
  await (await site.client.post("/1/update")).assertStatus(403);
  await (await site.client.post("/1/delete")).assertStatus(403);
  await (await site.client.get("/")).assertNotContains('href="/1/update"');
});

for (const path of ["/2/update", "/2/delete"]) {
  test(`${path} is unknown where there is no such post`, async () => {
    const site = new Site();
    await site.login();
    await (await site.client.post(path)).assertStatus(404);
  });
}

test("a new post stands on top", async () => {
  const site = new Site();
  await site.login();
  await (await site.client.get("/create")).assertStatus(200);
  const form = { title: "created", body: "<b>" };
  await (await site.client.post("/create", { form })).assertRedirect("/");
  assert.equal(site.row("SELECT count(*) AS n FROM post")?.["n"], 2);
  const text = await (await site.client.get("/")).text();
  assert.ok(text.indexOf("created") < text.indexOf("test title"));
  assert.ok(text.includes("&lt;b&gt;"));
});

test("a changed post is saved", async () => {
  const site = new Site();
  await site.login();
  await (await site.client.get("/1/update")).assertContains('value="test title"');
  const form = { title: "updated", body: "" };
  await (await site.client.post("/1/update", { form })).assertRedirect("/");
  assert.equal(site.row("SELECT title FROM post WHERE id = 1")?.["title"], "updated");
});

for (const path of ["/create", "/1/update"]) {
  test(`${path} asks for a title, and keeps what was written`, async () => {
    const site = new Site();
    await site.login();
    const reply = await site.client.post(path, { form: { title: "", body: "kept" } });
    await reply.assertContains("Title is required.");
    await reply.assertContains("kept</textarea>");
  });
}

test("a deleted post is gone, and only POST deletes", async () => {
  const site = new Site();
  await site.login();
  await (await site.client.get("/1/delete")).assertStatus(405);
  await (await site.client.post("/1/delete")).assertRedirect("/");
  assert.equal(site.row("SELECT * FROM post WHERE id = 1"), undefined);
  await (await site.client.get("/")).assertContains("Nobody has written anything yet.");
});

test("the pages have their style", async () => {
  const { client } = new Site();
  await (await client.get("/")).assertContains('href="/static/style.css"');
  await (await client.get("/static/style.css")).assertStatus(200);
});
