/** IP addresses and networks: `10.0.0.7`, `[::1]`, `10.0.0.0/8`. Only the plain spellings are read; `127.1`, `0177.0.0.1` and zones are not. */

import { FlagonError } from "../base/errors.ts";

/** An address as its bytes: four or sixteen. An IPv4 address inside IPv6 (`::ffff:10.0.0.7`) counts as IPv4. */
export type Address = readonly number[];

/** Reads an address without port or brackets, or gives undefined. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  return text.includes(":") ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  const bytes = parts.map((part) => (/^(?:0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return bytes.every((byte) => byte < 256) ? bytes : undefined;
}

function parseV6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0]!);
  const tail = halves.length === 2 ? groupsOf(halves[1]!) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  const bytes = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  const isMappedV4 =
    bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMappedV4 ? bytes.slice(12) : bytes;
}

function groupsOf(text: string): number[] | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (index === groups.length - 1 && group.includes(".")) {
      const v4 = parseV4(group);
      if (v4 === undefined) return undefined;
      bytes.push(...v4);
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 255);
    } else return undefined;
  }
  return bytes.length > 16 ? undefined : bytes;
}

/** Says whether an address is in a set of networks. */
export type NetworkTest = (address: string) => boolean;

/**
 * Makes a test for addresses out of a list of addresses and networks.
 *
 * @throws FlagonError `http.network` for what is neither, and for a network of everything (`/0`): that would trust anybody.
 * @example
 * const isOurs = networks(["127.0.0.1", "10.0.0.0/8"]);
 * isOurs("10.1.2.3"); // true
 */
export function networks(list: Iterable<string>): NetworkTest {
  const parsed = Array.from(list, parseNetwork);
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && parsed.some((network) => contains(network, address));
  };
}

interface Network {
  address: Address;
  bits: number;
}

function parseNetwork(text: string): Network {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  const size = (address?.length ?? 0) * 8;
  const digits = slash < 0 ? String(size) : text.slice(slash + 1);
  const bits = /^\d{1,3}$/.test(digits) ? Number(digits) : -1;
  if (address !== undefined && bits > 0 && bits <= size) return { address, bits };
  throw new FlagonError("This is no address and no network that can be trusted.", {
    code: "http.network",
    where: `network ${JSON.stringify(text)}`,
    mend: 'Write an address ("10.0.0.7", "::1") or a network with 1 or more bits ("10.0.0.0/8").',
  });
}

function contains({ address, bits }: Network, other: Address): boolean {
  if (address.length !== other.length) return false;
  const whole = bits >> 3;
  for (let index = 0; index < whole; index++) if (address[index] !== other[index]) return false;
  const rest = bits & 7;
  return rest === 0 || address[whole]! >> (8 - rest) === other[whole]! >> (8 - rest);
}
