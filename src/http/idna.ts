/** Host names beyond ASCII: `☃.com` travels as `xn--n3h.com` (RFC 5891, RFC 3492). */

/**
 * Gives the ASCII form of a domain, or undefined when it has none. ASCII comes back as it is, but for empty and over-long labels.
 *
 * @example
 * domainToAscii("☃.com"); // "xn--n3h.com"
 */
export function domainToAscii(domain: string): string | undefined {
  const labels = domain.split(/[.\u3002\uff0e\uff61]/);
  if (labels.at(-1) === "" && labels.length > 1) labels.pop();
  const encoded = labels.map(labelToAscii);
  if (encoded.includes(undefined)) return undefined;
  return encoded.join(".") + (/[.\u3002\uff0e\uff61]$/.test(domain) ? "." : "");
}

function labelToAscii(label: string): string | undefined {
  if (!/[^\0-\x7f]/.test(label)) return label.length > 0 && label.length < 64 ? label : undefined;
  // The URL parser is the one implementation of UTS 46 that every runtime has.
  if (/[/?#@:\\[\]%\s]/.test(label) || !URL.canParse(`http://${label}.a/`)) return undefined;
  return new URL(`http://${label}.a/`).hostname.slice(0, -2);
}

/** Gives the readable form of a domain; a label that cannot be decoded stays. */
export function domainToUnicode(domain: string): string {
  return domain.split(".").map(labelToUnicode).join(".");
}

function labelToUnicode(label: string): string {
  if (!/^xn--/i.test(label)) return label;
  const decoded = decodePunycode(label.slice(4).toLowerCase());
  // What does not encode back to the same label is not shown: it could pass for another name.
  return decoded !== undefined && labelToAscii(decoded) === label.toLowerCase() ? decoded : label;
}

/** RFC 3492 section 6.2, with its parameters for IDNA. */
function decodePunycode(text: string): string | undefined {
  const dash = text.lastIndexOf("-");
  const output =
    dash > 0 ? Array.from(text.slice(0, dash), (character) => character.charCodeAt(0)) : [];
  let [code, index, bias] = [128, 0, 72];
  for (let position = dash > 0 ? dash + 1 : 0; position < text.length;) {
    const start = index;
    for (let weight = 1, step = 36; ; step += 36) {
      const digit = digitOf(text.charCodeAt(position++));
      if (digit === undefined || digit * weight > 0x7fffffff) return undefined;
      index += digit * weight;
      const threshold = step <= bias ? 1 : step >= bias + 26 ? 26 : step - bias;
      if (digit < threshold) break;
      weight *= 36 - threshold;
    }
    bias = adaptBias(index - start, output.length + 1, { isFirst: start === 0 });
    code += Math.floor(index / (output.length + 1));
    index %= output.length + 1;
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    output.splice(index++, 0, code);
  }
  return String.fromCodePoint(...output);
}

function digitOf(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 22;
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  return undefined;
}

function adaptBias(delta: number, length: number, { isFirst }: { isFirst: boolean }): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2));
  rest += Math.floor(rest / length);
  let bias = 0;
  while (rest > 455) {
    rest = Math.floor(rest / 35);
    bias += 36;
  }
  return bias + Math.floor((36 * rest) / (rest + 38));
}
