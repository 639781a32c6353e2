/** `Content-Security-Policy`: `default-src 'self'; img-src *` as an object by directive. */

import { FlagonError } from "../base/errors.ts";

/** What a directive allows: a text, a list of sources, or `true` for a directive without a value. */
export type PolicySources = string | readonly string[] | true;

/**
 * Writes a policy.
 *
 * @throws FlagonError `http.csp` for a name or a source that holds a semicolon, a comma or a line end: it could add directives.
 * @example
 * formatPolicy({ "default-src": "'self'", "img-src": ["'self'", "data:"] }); // "default-src 'self'; img-src 'self' data:"
 * @see CSP Level 3
 */
export function formatPolicy(policy: Readonly<Record<string, PolicySources | undefined>>): string {
  const parts: string[] = [];
  for (const [directive, sources] of Object.entries(policy)) {
    if (sources === undefined) continue;
    const value = sources === true ? "" : typeof sources === "string" ? sources : sources.join(" ");
    if (!/^[a-z][a-z0-9-]*$/i.test(directive) || /[;,\r\n\0]/.test(value))
      throw badDirective(directive);
    parts.push(value === "" ? directive : `${directive} ${value}`);
  }
  return parts.join("; ");
}

function badDirective(directive: string): FlagonError {
  return new FlagonError("A policy directive holds a character that would end it.", {
    code: "http.csp",
    where: `directive ${JSON.stringify(directive)}`,
    mend: "Give each directive a key of its own, and its sources as a list without semicolons or commas.",
  });
}

/** Reads a policy into its directives; a directive without a value is left out, the last of two with one name wins. */
export function parsePolicy(header: string | null | undefined): Record<string, string> {
  const policy: Record<string, string> = Object.create(null);
  for (const part of (header ?? "").split(";")) {
    const text = part.trim();
    const blank = text.indexOf(" ");
    if (blank > 0) policy[text.slice(0, blank).trim()] = text.slice(blank + 1).trim();
  }
  return policy;
}
