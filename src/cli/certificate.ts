/** The options `--cert` and `--key`: https with a certificate from files, or with one made on the spot. */

import { readFileSync } from "node:fs";
import { FlagonError } from "../base/errors.ts";
import type { TlsIdentity } from "../server/tls.ts";
import { selfSigned } from "./self-signed.ts";
import type { Terminal } from "./terminal.ts";

const { createPrivateKey, X509Certificate } = process.getBuiltinModule("node:crypto");

/** What the line says. */
export interface CertificateWords {
  cert: string | undefined;
  key: string | undefined;
  /** The address that is listened on. */
  host: string | undefined;
}

/** Word of `--cert` that has a certificate made. */
const ADHOC = "adhoc";
/** Carries a certificate that was made to the processes that the first one starts: all of them have to show the same. */
const MADE = "_FLAGON_ADHOC_CERT";
const LOCAL_NAMES = ["localhost", "127.0.0.1", "::1"];

/**
 * Gives the certificate and key that the line names, or undefined where it names none.
 *
 * @throws FlagonError `cli.certificate` when a file is missing, is no certificate or key, or the two do not belong together.
 */
export function readIdentity({ cert, key, host }: CertificateWords): TlsIdentity | undefined {
  if (cert === undefined) {
    if (key === undefined) return undefined;
    throw trouble("There is a key without a certificate.", "Give both: --cert FILE --key FILE.");
  }
  if (cert === ADHOC) {
    if (key !== undefined)
      throw trouble("--cert adhoc makes a key of its own.", "Leave --key out, or name a file.");
    return JSON.parse((process.env[MADE] ??= JSON.stringify(selfSigned(namesFor(host)))));
  }
  const identity = { cert: read(cert, "--cert"), key: read(key ?? cert, "--key") };
  assertPair(identity, { cert, key });
  return identity;
}

/** Tells whoever looks at the terminal what their browser will say. */
export function explainCertificate(cert: string | undefined, terminal: Terminal): void {
  const made = process.env[MADE];
  if (cert !== ADHOC || made === undefined) return;
  const { fingerprint256 } = new X509Certificate((JSON.parse(made) as { cert: string }).cert);
  terminal.print(
    `The certificate was made for this run, so browsers warn of it. SHA-256: ${fingerprint256}`,
  );
}

function namesFor(host: string | undefined): string[] {
  const isEverywhere = host === undefined || host === "0.0.0.0" || host === "::";
  return isEverywhere || LOCAL_NAMES.includes(host) ? LOCAL_NAMES : [...LOCAL_NAMES, host];
}

function read(path: string, option: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const what =
      code === "ENOENT" ? `There is no file ${path}.` : `${path} cannot be read: ${message}.`;
    const mend = "Name a PEM file that this user may read, or have one made: --cert adhoc.";
    throw trouble(what, mend, { option, cause });
  }
}

/** OpenSSL's own words for these come when the server starts, and name no file. */
function assertPair(
  identity: { cert: string; key: string },
  names: Partial<CertificateWords>,
): void {
  const certificate = parsed("--cert", `${names.cert} holds no certificate`, () => {
    return new X509Certificate(identity.cert);
  });
  const keyName = names.key ?? names.cert;
  const key = parsed("--key", `${keyName} holds no private key that can be read`, () => {
    return createPrivateKey(identity.key);
  });
  if (certificate.checkPrivateKey(key)) return;
  throw trouble(
    `The key in ${keyName} is not that of the certificate in ${names.cert}.`,
    "Give the key that the certificate was made with; in a file of several certificates the server's own stands first.",
  );
}

function parsed<T>(option: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    const mend =
      option === "--key"
        ? "Give a PEM file with -----BEGIN PRIVATE KEY----- and no passphrase; --key names it where the certificate's file holds none."
        : "Give a PEM file with -----BEGIN CERTIFICATE-----.";
    throw trouble(`${what}: ${(cause as Error).message}.`, mend, { option, cause });
  }
}

function trouble(
  what: string,
  mend: string,
  { option = "--cert", cause }: { option?: string; cause?: unknown } = {},
): FlagonError {
  return new FlagonError(what, { code: "cli.certificate", where: option, mend, cause });
}
