/** Registering, logging in and out. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Site } from "./site.ts";

test("a visitor registers and is sent to the log-in page", async () => {
  const site = new Site();
  await (await site.client.get("/auth/register")).assertStatus(200);
  const form = { username: "a", password: "a" };
  await (await site.client.post("/auth/register", { form })).assertRedirect("/auth/login");
  const row = site.row("SELECT * FROM user WHERE username = 'a'");
  assert.match(String(row?.["password"]), /^scrypt:/);
});

const refused = [
  ["", "", "Username is required."],
  ["a", "", "Password is required."],
  ["test", "test", "User test is already registered."],
  ["a", "x".repeat(201), "Password is too long."],
] as const;
for (const [username, password, message] of refused) {
  test(`nobody registers as "${username}" where ${message}`, async () => {
    const { client } = new Site();
    const reply = await client.post("/auth/register", { form: { username, password } });
    await reply.assertContains(message, { count: 1 });
    await (await client.get("/auth/register")).assertNotContains(message);
  });
}

test("a user logs in, and is known from then on", async () => {
  const site = new Site();
  await (await site.client.get("/auth/login")).assertStatus(200);
  await (await site.login()).assertRedirect("/");
  const reply = await site.client.get("/");
  assert.equal(reply.request?.session.userId, 1);
  assert.equal(reply.request?.user?.username, "test");
});

for (const [username, password, message] of [
  ["a", "test", "Incorrect username."],
  ["test", "a", "Incorrect password."],
] as const) {
  test(`nobody logs in where the answer is ${message}`, async () => {
    await (await new Site().login(username, password)).assertContains(message);
  });
}

test("a user logs out", async () => {
  const site = new Site();
  await site.login();
  await (await site.logout()).assertRedirect("/");
  const reply = await site.client.get("/");
  assert.equal(reply.request?.user, null);
  await reply.assertContains("Log In");
});

test("a cookie that was changed logs out", async () => {
  const site = new Site();
  await site.login();
  const value = site.client.cookies.get("session")!;
  site.client.cookies.set("session", `x${value}`);
  await (await site.client.get("/")).assertContains("Log In");
});

test("a user who is gone is a visitor", async () => {
  const site = new Site();
  await site.login();
  site.query("DELETE FROM post; DELETE FROM user");
  await (await site.client.get("/")).assertContains("Log In");
});
