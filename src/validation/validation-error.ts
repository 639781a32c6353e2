/** The error of a value that does not fit, with every fault in it. */

import type { Issue } from "../base/issues.ts";

/**
 * Tells that a value does not fit its schema, and everything that is wrong with it.
 *
 * @example
 * try {
 *   Article.parse(data);
 * } catch (error) {
 *   if (error instanceof ValidationError) console.log(error.byPath());
 * }
 */
export class ValidationError extends Error {
  override readonly name: string = "ValidationError";
  /** All faults, in the order of the schema. */
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(
      issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("\n"),
    );
    this.issues = issues;
  }

  /** Gives the messages of each path, for showing them beside inputs. */
  byPath(): Record<string, string[]> {
    const found: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
    for (const { path, message } of this.issues) (found[path] ??= []).push(message);
    return found;
  }

  /** Gives the faults as plain data. */
  toJSON(): { issues: readonly Issue[] } {
    return { issues: this.issues };
  }
}
