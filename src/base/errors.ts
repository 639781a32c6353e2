/** The error shape of the whole framework: what happened, where in the user's code, how to mend it, and a stable code. */

/** What a {@link FlagonError} knows besides its first sentence. */
export interface FlagonErrorDetails {
  /** Stable and unique name of the error, `area.kebab-reason`; `docs/errors.md` has each. */
  code: string;
  /** The place in the user's own words: `route "/files/<paht:name>"`, a file with its line, a setting. */
  where?: string;
  /** What to do about it. */
  mend?: string;
  /** The error that led to this one. */
  cause?: unknown;
}

/**
 * Tells a programmer that Flagon was used in a way that cannot work.
 *
 * The message holds all parts on lines of their own, so that a bare stack trace is enough to mend the fault. It is never shown to a
 * visitor: a `FlagonError` that reaches the server is answered with a plain 500.
 *
 * @example
 * throw new FlagonError('There is no converter named "paht".', {
 *   code: "routing.unknown-converter",
 *   where: 'rule "/files/<paht:name>"',
 *   mend: 'Did you mean "path"?',
 * });
 */
export class FlagonError extends Error {
  override readonly name: string = "FlagonError";
  /** The first sentence alone. */
  readonly what: string;
  /** Stable and unique name of the error. */
  readonly code: string;
  /** The place in the user's own words, where there is one. */
  readonly where: string | undefined;
  /** What to do about it, where that is known. */
  readonly mend: string | undefined;

  constructor(what: string, details: FlagonErrorDetails) {
    super(
      describe(what, details),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.what = what;
    this.code = details.code;
    this.where = details.where;
    this.mend = details.mend;
  }
}

function describe(what: string, { code, where, mend }: FlagonErrorDetails): string {
  let text = what;
  if (where !== undefined) text += `\n  at:   ${where}`;
  if (mend !== undefined) text += `\n  mend: ${mend}`;
  return `${text}\n  code: ${code}`;
}
