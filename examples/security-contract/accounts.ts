/** Logging in and out, and what only users can do. */

import { Blueprint, type FlagonRequest, redirect, safeTarget } from "flagon";
import { basicAuth, csrfField, rateLimit } from "flagon/security";
import { hashPassword } from "flagon/signing";
import { object, string } from "flagon/validation";
import type { User, Users } from "./users.ts";

declare module "flagon/sessions" {
  interface SessionData {
    user?: string;
    epoch?: number;
  }
}

/** Gives the user of a request, or undefined. */
export function currentUser({ session }: FlagonRequest, users: Users): User | undefined {
  const user = users.find(session.user);
  return user !== undefined && user.epoch === session.epoch ? user : undefined;
}

/** A hook that lets users in only. */
export function needsUser(users: Users) {
  return (request: FlagonRequest): [string, number] | undefined =>
    currentUser(request, users) === undefined ? ["log in first", 401] : undefined;
}

const Login = object({
  username: string({ minLength: 1, maxLength: 150 }),
  password: string({ minLength: 1, maxLength: 1000 }),
  next: string({ maxLength: 2000 }).default("/"),
});
const Profile = object({ bio: string({ maxLength: 500 }) });
const Passwords = object({
  old: string({ maxLength: 1000 }),
  new: string({ minLength: 1, maxLength: 1000 }),
});

/** The pages of accounts. */
export function accounts(users: Users): Blueprint<string> {
  const blueprint = new Blueprint("accounts");
  addLogin(blueprint, users);
  addTransfers(blueprint, users);
  const json = { csrf: false, bodyType: "json", body: Profile } as const;
  blueprint.post("/api/profile", json, (request, { body }) => {
    const user = currentUser(request, users);
    if (user === undefined) return ["log in first", 401];
    user.bio = body.bio;
    return { username: user.name, bio: user.bio, is_admin: user.isStaff };
  });
  const check = async (name: string, password: string): Promise<boolean> =>
    (await users.authenticate(name, password)) !== undefined;
  blueprint.get("/basic", { use: [basicAuth({ check })] }, () => "ok");
  return blueprint;
}

function addLogin(blueprint: Blueprint<string>, users: Users): void {
  const brake = rateLimit("40/minute", {
    scope: "log-in",
    exempt: ({ method }) => method !== "POST",
  });
  blueprint.get("/login", (request) =>
    page(request, '<input name="username"><input name="password">'),
  );
  blueprint.post("/login", { use: [brake], body: Login }, async (request, { body }) => {
    const user = await users.authenticate(body.username, body.password);
    if (user === undefined) return ["The name or the password is wrong.", 400];
    request.session.flush();
    request.session.user = user.name;
    request.session.epoch = user.epoch;
    return redirect(safeTarget(request, body.next));
  });
  blueprint.post("/logout", ({ session }) => {
    session.flush();
    return redirect("/");
  });
  blueprint.post("/password", { body: Passwords }, async (request, { body }) => {
    const user = currentUser(request, users);
    if (user === undefined) return ["log in first", 401];
    if ((await users.authenticate(user.name, body.old)) === undefined)
      return ["wrong password", 400];
    user.password = await hashPassword(body.new);
    request.session.epoch = user.epoch += 1;
    request.session.cycle();
    return { ok: true };
  });
}

function addTransfers(blueprint: Blueprint<string>, users: Users): void {
  const transfers = new Blueprint("transfers", { urlPrefix: "/transfer" });
  transfers.beforeRequest(needsUser(users));
  transfers.get("", (request) => page(request, ""));
  transfers.post("", (request) => ({ count: ++currentUser(request, users)!.count }));
  transfers.get("/count", (request) => ({ count: currentUser(request, users)!.count }));
  blueprint.nest(transfers);
}

function page(request: FlagonRequest, fields: string): string {
  return `<!doctype html><form method="post">${csrfField(request)}${fields}<button>Send</button></form>`;
}
