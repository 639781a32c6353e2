/** Who is who: registering, logging in and out, and the guard for pages that need a user. */

import { Blueprint, type FlagonRequest, type Middleware, redirect } from "flagon";
import { checkPassword, hashPassword } from "flagon/signing";
import { getDb } from "./db.ts";

/** A user, as the table has it. */
export interface User {
  id: number;
  username: string;
  password: string;
}

declare module "flagon" {
  interface RequestExtras {
    /** Who has logged in; null for a visitor. */
    user: User | null;
  }
}
declare module "flagon/sessions" {
  interface SessionData {
    userId?: number;
  }
}

export const auth = new Blueprint("auth", { urlPrefix: "/auth" });

auth.onInstall((app) => app.provide("user", loadUser));

function loadUser(request: FlagonRequest): User | null {
  const { userId } = request.session;
  if (userId === undefined) return null;
  const row = getDb(request).prepare("SELECT * FROM user WHERE id = ?").get(userId);
  return (row as User | undefined) ?? null;
}

/** Sends visitors who have not logged in to the log-in page. */
export const loginRequired: Middleware = (next) => (request) =>
  request.user === null ? redirect(request.urlFor("auth.login")) : next(request);

auth.route("/register", { endpoint: "register", methods: ["GET", "POST"] }, async (request) => {
  if (request.method === "POST") {
    const error = await register(request);
    if (error === undefined) return redirect(request.urlFor("auth.login"));
    request.flash(error, "error");
  }
  return request.render("auth/register.html");
});

async function register(request: FlagonRequest): Promise<string | undefined> {
  const { username, password } = await credentials(request);
  if (username === "") return "Username is required.";
  if (password === "") return "Password is required.";
  if (password.length > 200) return "Password is too long.";
  const sql = "INSERT INTO user (username, password) VALUES (?, ?) ON CONFLICT DO NOTHING";
  const { changes } = getDb(request)
    .prepare(sql)
    .run(username, await hashPassword(password));
  return changes === 0 ? `User ${username} is already registered.` : undefined;
}

auth.route("/login", { endpoint: "login", methods: ["GET", "POST"] }, async (request) => {
  if (request.method === "POST") {
    const user = await login(request);
    if (typeof user !== "string") {
      request.session.flush();
      request.session.userId = user.id;
      return redirect(request.urlFor("index"));
    }
    request.flash(user, "error");
  }
  return request.render("auth/login.html");
});

/** Gives the user whose name and password were sent, or what is wrong with them. */
async function login(request: FlagonRequest): Promise<User | string> {
  const { username, password } = await credentials(request);
  const row = getDb(request).prepare("SELECT * FROM user WHERE username = ?").get(username);
  const user = row as User | undefined;
  if (user === undefined) return "Incorrect username.";
  return (await checkPassword(password, user.password)) ? user : "Incorrect password.";
}

async function credentials(
  request: FlagonRequest,
): Promise<{ username: string; password: string }> {
  const form = await request.form();
  return { username: form.get("username") ?? "", password: form.get("password") ?? "" };
}

auth.get("/logout", { endpoint: "logout" }, (request) => {
  request.session.flush();
  return redirect(request.urlFor("index"));
});
