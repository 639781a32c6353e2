/** Password hashes as Werkzeug writes them: `scrypt:32768:8:1$salt$hash` and `pbkdf2:sha256:1000000$salt$hash`. */

import { encodeBase64url } from "./base64url.ts";
import { constantTimeEqual } from "./crypto.ts";
import { FlagonError } from "./errors.ts";
import { nodeCrypto } from "./node-crypto.ts";

/** A longer password would let a visitor choose how long we compute; nobody types one. */
const MOST_PASSWORD_BYTES = 1024;

/** Options of {@link hashPassword}. */
export interface PasswordHashOptions {
  /** `scrypt`, `scrypt:n:r:p`, `pbkdf2`, `pbkdf2:hash` or `pbkdf2:hash:iterations`. Default `scrypt` (32768:8:1). */
  method?: string;
  /** Random bytes of the salt. Default 16. */
  saltBytes?: number;
}

/**
 * Hashes a password for keeping, on a thread of its own. Some 50 ms of work, by design.
 *
 * @throws FlagonError `signing.password-method` for a method that does not exist, `signing.password-length` for more than 1024 bytes.
 * @example
 * const kept = await hashPassword("correct horse"); // "scrypt:32768:8:1$…$…"
 */
export async function hashPassword(
  password: string,
  { method = "scrypt", saltBytes = 16 }: PasswordHashOptions = {},
): Promise<string> {
  if (Buffer.byteLength(password) > MOST_PASSWORD_BYTES) {
    throw new FlagonError("The password is longer than anything a person types.", {
      code: "signing.password-length",
      mend: `Refuse passwords over ${MOST_PASSWORD_BYTES} bytes in the form that takes them.`,
    });
  }
  const salt = encodeBase64url(nodeCrypto().randomBytes(saltBytes));
  const { name, digest } = await compute(method, salt, password);
  return `${name}$${salt}$${digest}`;
}

/**
 * Tells whether a password is the one that was hashed, by Flagon or by Werkzeug. A password over 1024 bytes never is.
 *
 * @throws FlagonError `signing.password-method` when the stored text names a method that does not exist.
 */
export async function checkPassword(password: string, stored: string): Promise<boolean> {
  const [method, salt, ...rest] = stored.split("$");
  if (salt === undefined || rest.length === 0 || Buffer.byteLength(password) > MOST_PASSWORD_BYTES)
    return false;
  const { digest } = await compute(method!, salt, password);
  return constantTimeEqual(digest, rest.join("$"));
}

interface Computed {
  name: string;
  digest: string;
}

async function compute(method: string, salt: string, password: string): Promise<Computed> {
  const [name, ...parameters] = method.split(":");
  if (name === "scrypt") return computeScrypt(method, parameters, salt, password);
  if (name === "pbkdf2") return computePbkdf2(method, parameters, salt, password);
  throw badMethod(method);
}

async function computeScrypt(
  method: string,
  parameters: string[],
  salt: string,
  password: string,
): Promise<Computed> {
  const [n, r, p] =
    parameters.length === 0 ? [32_768, 8, 1] : parameters.map((text) => countOf(text, method));
  if (n === undefined || r === undefined || p === undefined || parameters.length > 3)
    throw badMethod(method);
  const options = { N: n, r, p, maxmem: 132 * n * r * p + 65_536 };
  const key = await new Promise<Buffer>((resolve, reject) => {
    nodeCrypto().scrypt(password, salt, 64, options, (error, derived) =>
      error ? reject(error) : resolve(derived),
    );
  });
  return { name: `scrypt:${n}:${r}:${p}`, digest: key.toString("hex") };
}

async function computePbkdf2(
  method: string,
  parameters: string[],
  salt: string,
  password: string,
): Promise<Computed> {
  const [hash = "sha256", count = "1000000", ...more] = parameters;
  const crypto = nodeCrypto();
  const algorithm = hash.replaceAll("_", "-");
  if (more.length > 0 || !crypto.getHashes().includes(algorithm)) throw badMethod(method);
  const iterations = countOf(count, method);
  const length = crypto.createHash(algorithm).digest().length;
  const key = await new Promise<Buffer>((resolve, reject) => {
    crypto.pbkdf2(password, salt, iterations, length, algorithm, (error, derived) =>
      error ? reject(error) : resolve(derived),
    );
  });
  return { name: `pbkdf2:${hash}:${iterations}`, digest: key.toString("hex") };
}

function countOf(text: string, method: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw badMethod(method);
  return Number(text);
}

function badMethod(method: string): FlagonError {
  return new FlagonError("There is no such way to hash a password.", {
    code: "signing.password-method",
    where: `method ${JSON.stringify(method.slice(0, 60))}`,
    mend: 'Take "scrypt", "scrypt:n:r:p" or "pbkdf2:sha256:iterations".',
  });
}
