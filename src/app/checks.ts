/** Start-up checks: what is wrong with an app, all at once, in the shape of Flagon's errors. */

import type { FlagonError } from "../base/errors.ts";
import type { Flagon } from "./app.ts";

/** One thing that is wrong, or doubtful. */
export interface CheckMessage {
  /** Stable name, `area.kebab-reason`; it can be silenced by it. */
  code: string;
  level: "error" | "warning";
  /** What is wrong. */
  what: string;
  /** Where, in the user's words. */
  where?: string;
  /** What to do about it. */
  mend?: string;
}

/** Looks at an app and says what is wrong. With `deploy`, for the public internet. */
export type Check = (app: Flagon, options: { deploy: boolean }) => Iterable<CheckMessage>;

const SHORTEST_KEY = 32;

/** The checks that every app has. */
export const BUILT_IN_CHECKS: readonly Check[] = [checkSecretKey, checkDeployment];

function* checkSecretKey(
  { config }: Flagon,
  { deploy }: { deploy: boolean },
): Iterable<CheckMessage> {
  const { secretKey } = config;
  if (secretKey === undefined || !deploy) return;
  if (secretKey.length < SHORTEST_KEY || new Set(secretKey).size < 8) {
    yield {
      code: "app.weak-secret-key",
      level: "error",
      what: "The secret key is short or regular enough to be guessed.",
      where: "setting secretKey",
      mend: "Make one with `flagon secret`.",
    };
  }
}

function* checkDeployment(
  { config, extensions }: Flagon,
  { deploy }: { deploy: boolean },
): Iterable<CheckMessage> {
  if (!deploy) return;
  // With the extension it is the extension that knows.
  if (!extensions.has("security-headers")) {
    yield {
      code: "security.no-hsts",
      level: "warning",
      what: "Nothing tells browsers to come over TLS only, so the first request of a visit can be intercepted.",
      where: "app.install(securityHeaders({ hsts }))",
      mend: "Where all of the site is on TLS: hsts: { maxAgeSeconds: 3600 }, and more when all goes well. Silence this where the proxy sends it.",
    };
  }
  if (config.debug) {
    yield {
      code: "app.debug-in-production",
      level: "error",
      what: "Debug mode shows source and variables to every visitor.",
      where: "setting debug",
      mend: "Set debug to false.",
    };
  }
  if (config.allowedHosts.length === 0) {
    yield {
      code: "app.no-allowed-hosts",
      level: "error",
      what: "Without a list of hosts the app answers for this machine's own names alone.",
      where: "setting allowedHosts",
      mend: 'List the names that visitors use: allowedHosts: ["example.com"].',
    };
  }
  if (config.allowedHosts.includes("*")) {
    yield {
      code: "app.any-host",
      level: "error",
      what: "Every Host header is believed, so links in mails and caches can be made to point anywhere.",
      where: "setting allowedHosts",
      mend: "List the names that visitors use.",
    };
  }
}

/** Gives an error of set-up as a message of a check. */
export function asMessage({ code, what, where, mend }: FlagonError): CheckMessage {
  return {
    code,
    level: "error",
    what,
    ...(where === undefined ? {} : { where }),
    ...(mend === undefined ? {} : { mend }),
  };
}
