/** Hides secrets in whatever is shown to people: logs, error pages, lists of settings. */

/** What stands where a secret was. */
export const MASK = "********";

const SECRET_NAME =
  /(?:^|[^a-z]|user|db|my)pass(?:$|[^a-z])|pass(?:word|wd|phrase|code)|secret|token|api.?key|private.?key|(?:^|[^a-z])key(?:$|[^a-z])|credential|authorization|cookie|session|signature|csrf|(?:^|[^a-z])(?:auth|pin|otp|cvv|dsn)(?:$|[^a-z])/;

/** A user name and a password inside a URL; the scheme stays readable. */
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,200}):[^\s/@]{1,500}@/gi;

/**
 * Tells whether something of this name is likely a secret: passwords, tokens, keys, cookies, sessions, credentials.
 *
 * @example
 * isSecretName("apiKey"); // true
 */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  return SECRET_NAME.test(words);
}

/** Gives `text` with the passwords of URLs in it masked: `postgres://ann:********@db/site`. */
export function maskUrlPasswords(text: string): string {
  return text.includes("://") ? text.replace(URL_PASSWORD, `$1:${MASK}@`) : text;
}

/**
 * Gives a copy of `value` in which everything under a secret's name is masked, down to eight levels; below that, and at a cycle, there is
 * a mark instead.
 *
 * Passwords in URLs are masked under any name. Errors, dates and other objects with a class are left as they are.
 */
export function maskSecrets(value: unknown, depth = 8): unknown {
  if (typeof value === "string") return maskUrlPasswords(value);
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value) && !isPlain(value)) return value;
  if (depth === 0) return "…";
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, depth - 1));
  return maskEntries(value as Record<string, unknown>, depth);
}

function maskEntries(value: Record<string, unknown>, depth: number): Record<string, unknown> {
  const masked: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    if (name === "__proto__") continue;
    const hidden = isSecretName(name) && hasContent(value[name]);
    masked[name] = hidden ? MASK : maskSecrets(value[name], depth - 1);
  }
  return masked;
}

/** An empty secret is worth seeing: it is a fault. */
function hasContent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && typeof value !== "boolean";
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
