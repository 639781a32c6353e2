/**
 * Makes a certificate that signs itself (RFC 5280), for https in development.
 *
 * Node reads certificates and cannot write them, so the little DER that one needs (X.690) is written here: each value is a tag, a length
 * and its bytes, and most values hold others.
 *
 *     30 0c               SEQUENCE of 12 bytes
 *        02 01 05         INTEGER 5
 *        0c 07 66 6c …    UTF8String "flagon…"
 */

import { parseAddress } from "../http/addresses.ts";
import type { TlsIdentity } from "../server/tls.ts";

const { createHash, generateKeyPairSync, randomBytes, sign } =
  process.getBuiltinModule("node:crypto");

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
/** Kinds of names that a certificate is good for. */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

const TRUE = Buffer.from([0x01, 0x01, 0xff]);
const DAY_MS = 86_400_000;

/**
 * Gives a new key (P-256) and a certificate for `names`, host names and addresses, good from yesterday on for 30 days: clocks differ, and
 * a certificate that somebody trusted should not stay trusted for long.
 */
export function selfSigned(names: readonly string[]): TlsIdentity {
  const pair = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const publicKey = pair.publicKey.export({ type: "spki", format: "der" });
  const algorithm = der(SEQUENCE, objectId("1.2.840.10045.4.3.2"));
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, objectId("2.5.4.3"), der(UTF8_STRING, Buffer.from(names[0]!)))),
  );
  const now = Date.now();
  const unsigned = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, serialNumber()),
    algorithm,
    name,
    der(SEQUENCE, time(now - DAY_MS), time(now + 30 * DAY_MS)),
    name,
    publicKey,
    der(EXTENSIONS, der(SEQUENCE, ...extensions(names, publicKey))),
  );
  const signature = sign("sha256", unsigned, pair.privateKey);
  const certificate = der(SEQUENCE, unsigned, algorithm, bits(signature));
  return {
    cert: pem(certificate),
    key: pair.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

/** Says what the certificate is good for: these names, a server's signatures, and no certificates of others. */
function extensions(names: readonly string[], publicKey: Buffer): Buffer[] {
  const critical = (id: string, value: Buffer): Buffer =>
    der(SEQUENCE, objectId(id), TRUE, der(OCTET_STRING, value));
  const plain = (id: string, value: Buffer): Buffer =>
    der(SEQUENCE, objectId(id), der(OCTET_STRING, value));
  const keyId = createHash("sha1").update(publicKey).digest();
  return [
    critical("2.5.29.19", der(SEQUENCE)),
    critical("2.5.29.15", Buffer.from([BIT_STRING, 2, 7, 0x80])),
    plain("2.5.29.37", der(SEQUENCE, objectId("1.3.6.1.5.5.7.3.1"))),
    plain("2.5.29.17", der(SEQUENCE, ...names.map(alternativeName))),
    plain("2.5.29.14", der(OCTET_STRING, keyId)),
  ];
}

function alternativeName(name: string): Buffer {
  const address = parseAddress(name);
  return address === undefined
    ? der(DNS_NAME, Buffer.from(name, "latin1"))
    : der(IP_ADDRESS, Buffer.from(address));
}

/** A positive number of 16 random bytes. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes;
}

/** Years from 2050 on are written with four digits (RFC 5280 section 4.1.2.5). */
function time(ms: number): Buffer {
  const digits = `${new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "")}`;
  return digits < "2050"
    ? der(UTC_TIME, Buffer.from(digits.slice(2)))
    : der(GENERALIZED_TIME, Buffer.from(digits));
}

/** Writes a value: its tag, its length in as few bytes as will do, and what it holds. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

/** Writes whole bytes as a string of bits: none of the last byte is unused. */
function bits(bytes: Buffer): Buffer {
  return der(BIT_STRING, Buffer.from([0]), bytes);
}

/** Writes `1.2.840`: the first two numbers in one byte, the others seven bits a byte. */
function objectId(text: string): Buffer {
  const [first, second, ...rest] = text.split(".").map(Number);
  const bytes = [first! * 40 + second!];
  for (const number of rest) {
    const digits = [number & 0x7f];
    for (let left = number >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return der(OBJECT_ID, Buffer.from(bytes));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
