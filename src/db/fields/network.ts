/** The field of IP addresses. */

import { isIp, isIpv4, isIpv6 } from "../../base/formats.ts";
import { problem } from "../../base/issues.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions } from "./field.ts";
import { wrongType } from "./refusals.ts";

/** What the field of IP addresses takes. */
export interface IpAddressOptions<T = string, V = T> extends FieldOptions<T, V> {
  /** Which addresses it takes. Default `both`. */
  protocol?: "both" | "ipv4" | "ipv6";
  /** Turns IPv4 addresses that are written as IPv6 (`::ffff:192.0.2.1`) into IPv4. Default false. */
  unpackIpv4?: boolean;
}

const TESTS = { both: isIp, ipv4: isIpv4, ipv6: isIpv6 };

/** An IPv4 or IPv6 address, as text: the latter in small letters and as short as it gets (RFC 5952). */
export class GenericIpAddressField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "GenericIPAddressField";
  readonly protocol: "both" | "ipv4" | "ipv6";
  readonly unpackIpv4: boolean;

  constructor({
    protocol = "both",
    unpackIpv4 = false,
    ...options
  }: IpAddressOptions<unknown, never> = {}) {
    super(options);
    this.protocol = protocol;
    this.unpackIpv4 = unpackIpv4;
  }

  columnType(database: DatabaseKind): string {
    return database === "postgres" ? "inet" : "char(39)";
  }

  override normalizer(): Convert | undefined {
    return (value: unknown) => {
      const address = this.find(value);
      if (address === undefined) throw wrongType(this, value, `an IP address (${this.protocol})`);
      return address;
    };
  }

  override writer(_database: DatabaseKind): Convert | undefined {
    return this.normalizer();
  }

  override parse(value: unknown): unknown {
    const address = this.find(typeof value === "string" ? value.trim() : value);
    if (address !== undefined) return address;
    const code = this.protocol === "both" ? "ip" : this.protocol;
    throw new ValidationError({ ...problem(code), code: "invalid" });
  }

  protected find(value: unknown): string | undefined {
    if (typeof value !== "string" || !TESTS[this.protocol](value)) return undefined;
    if (!value.includes(":")) return value;
    const short = shortest(value);
    const unpacked = this.unpackIpv4 ? mapped(short) : undefined;
    return unpacked ?? short;
  }
}

/** URLs have the shortest form of an address between their brackets; only addresses that hold an IPv4 one are written otherwise here. */
function shortest(address: string): string {
  const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const inner = mapped(short);
  return inner === undefined ? short : `::ffff:${inner}`;
}

function mapped(address: string): string | undefined {
  const found = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (found === null) return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  const [high, low] = [Number.parseInt(found[1]!, 16), Number.parseInt(found[2]!, 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}
