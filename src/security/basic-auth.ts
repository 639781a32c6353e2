/** HTTP Basic authentication: a name and a password that the browser itself asks for. */

import type { FlagonRequest } from "../app/request.ts";
import type { Middleware } from "../app/view.ts";
import { constantTimeEqual } from "../base/crypto.ts";
import { FlagonError } from "../base/errors.ts";
import { Unauthorized } from "../http/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import { goOn } from "../http/later.ts";

/** Options of {@link basicAuth}. */
export interface BasicAuthOptions {
  /** Passwords by user name; compared in constant time. For a staging site, say. */
  users?: Readonly<Record<string, string>>;
  /** Says whether a visitor is who they say, where `users` will not do. */
  check?: (name: string, password: string, request: FlagonRequest) => MaybePromise<boolean>;
  /** What the browser shows. Default `Restricted`. */
  realm?: string;
}

/**
 * Asks for a name and a password; the name is then in `request.state.basicUser`. Use it over TLS only: both are readable on the way.
 *
 * @throws FlagonError `security.basic-auth` without `users` or `check`.
 * @example
 * staging.use(basicAuth({ users: { team: "a long password" } }));
 * @see RFC 7617
 */
export function basicAuth({ users, check, realm = "Restricted" }: BasicAuthOptions): Middleware {
  const isKnown = check ?? (users === undefined ? undefined : checkIn(users));
  if (isKnown === undefined) throw nobody();
  const challenge = `Basic realm=${JSON.stringify(realm)}, charset="UTF-8"`;
  return (next) => (request) => {
    const given = request.authorization;
    const { username, password } = given?.type === "basic" ? given.parameters : NOBODY;
    if (typeof username !== "string" || typeof password !== "string")
      throw new Unauthorized(undefined, { challenge });
    return goOn(
      isKnown(username, password, request),
      (known) => {
        if (!known) throw new Unauthorized(undefined, { challenge });
        request.state["basicUser"] = username;
        return next(request);
      },
      undefined,
    );
  };
}

const NOBODY: Record<string, string | null> = {};

function checkIn(users: Readonly<Record<string, string>>): NonNullable<BasicAuthOptions["check"]> {
  const known = new Map(Object.entries(users));
  // Unknown names cost a comparison too, so that the time does not tell who is known.
  return (name, password) =>
    constantTimeEqual(password, known.get(name) ?? "") && known.has(name) && password !== "";
}

function nobody(): FlagonError {
  return new FlagonError("Nobody could ever log in here.", {
    code: "security.basic-auth",
    where: "basicAuth()",
    mend: "Give users: { name: password }, or check: (name, password) => boolean.",
  });
}
