/** TLS to MySQL and MariaDB, as the package `mysql2` wants to be told. */

import { isIP } from "node:net";
import { FlagonError } from "../../base/errors.ts";

/**
 * What the driver takes: it looks whether a certificate is the host's only when it is told to.
 *
 * @throws FlagonError `db.address-certificate` for an address: the driver compares its certificate with "localhost".
 */
export function tlsOf(
  ssl: Readonly<Record<string, unknown>>,
  host: string,
  place: string,
): Record<string, unknown> {
  const verifyIdentity =
    ssl["verifyIdentity"] ??
    (ssl["rejectUnauthorized"] !== false && ssl["checkServerIdentity"] === undefined);
  if (verifyIdentity === true && isIP(host) !== 0)
    throw new FlagonError("The driver mysql2 cannot tell whether a certificate is an address's.", {
      code: "db.address-certificate",
      where: place,
      mend: "Give the host by the name in its certificate, or take sslmode=verify-ca.",
    });
  return { ...ssl, verifyIdentity };
}
