/** The session: what an app remembers of one visitor from request to request. */

/**
 * What sessions hold, by name.
 *
 * Declare yours, and `request.session` is typed:
 *
 * @example
 * declare module "flagon/sessions" {
 *   interface SessionData {
 *     cart?: number[];
 *   }
 * }
 */
// eslint-disable-next-line typescript/no-empty-object-type
export interface SessionData {}

/** When a session ends: after seconds without use, with the browser, or as the settings say. */
export type SessionExpiry = number | "browser" | undefined;

/** The name under which a session keeps an expiry of its own. */
const EXPIRY = "_expiry";

/** What the extension has to know of a session. */
export interface SessionState {
  /** The id, where a store keeps the session. */
  id: string | undefined;
  /** The id that the session had when it was opened. */
  readonly openedId: string | undefined;
  /** The text that it was opened with; undefined for a new one. */
  readonly openedText: string | undefined;
  /** Set by `cycle()` and `flush()`: the old id is dead. */
  isCycled: boolean;
}

/**
 * What a session can do besides holding data.
 *
 * The data are its own properties. It has no prototype but this one, so that no name of a visitor's reaches `Object.prototype`.
 */
export class SessionBase {
  readonly #state: SessionState;

  constructor(state: SessionState, data: object) {
    this.#state = state;
    for (const name of Object.keys(data))
      setValue(this, name, (data as Record<string, unknown>)[name]);
  }

  /** Gives what the extension has to know of a session. */
  static stateOf(session: SessionBase): SessionState {
    return session.#state;
  }

  /** Gives a value, for names that are not declared. */
  get(name: string): unknown {
    return Object.hasOwn(this, name)
      ? (this as unknown as Record<string, unknown>)[name]
      : undefined;
  }

  /** Sets a value, for names that are not declared. */
  set(name: string, value: unknown): void {
    setValue(this, name, value);
  }

  /** Takes a value away and gives it. */
  pop(name: string): unknown {
    const value = this.get(name);
    delete (this as unknown as Record<string, unknown>)[name];
    return value;
  }

  /** Says whether there is a value. */
  has(name: string): boolean {
    return Object.hasOwn(this, name);
  }

  /** Takes all data away. An empty session is forgotten, with its cookie. */
  clear(): void {
    for (const name of Object.keys(this)) delete (this as unknown as Record<string, unknown>)[name];
  }

  /** Keeps the data under a new id; the old id is dead at once. Call it when a visitor logs in (session fixation; CWE-384). */
  cycle(): void {
    this.#state.isCycled = true;
  }

  /** Takes all data away and lets the id die: for a log-out. */
  flush(): void {
    this.clear();
    this.cycle();
  }

  /** Sets when this session ends: seconds from its last change, `"browser"`, or undefined for the settings. */
  setExpiry(expiry: SessionExpiry): void {
    if (expiry === undefined) this.pop(EXPIRY);
    else this.set(EXPIRY, expiry);
  }

  /** When this session ends, where it has a word of its own on it. */
  get expiry(): SessionExpiry {
    const expiry = this.get(EXPIRY);
    return typeof expiry === "number" || expiry === "browser" ? expiry : undefined;
  }

  /** Whether the visitor came without a session. */
  get isNew(): boolean {
    return this.#state.openedText === undefined;
  }

  /** Whether there are no data. */
  get isEmpty(): boolean {
    return Object.keys(this).length === 0;
  }

  /** The id, where a store keeps the session; undefined for cookie sessions and new ones. */
  get id(): string | undefined {
    return this.#state.id;
  }
}

Object.setPrototypeOf(SessionBase.prototype, null);

/** The session of a request: its declared data and its methods. */
export type Session = SessionBase & SessionData;

/** Gives what the extension has to know of a session. */
export function stateOf(session: SessionBase): SessionState {
  return SessionBase.stateOf(session);
}

/** Sets an own property, whatever the name: without `Object.prototype` even `__proto__` is a name like any other. */
function setValue(target: object, name: string, value: unknown): void {
  // Names of the methods are set past the prototype, whose getters take no value.
  if (name in SessionBase.prototype) {
    Object.defineProperty(target, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else (target as Record<string, unknown>)[name] = value;
}
