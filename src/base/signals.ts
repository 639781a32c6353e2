/** Signals: a place says that something happened, and whoever connected to it is called, without the two knowing each other. */

/** A function that a signal calls, with who sent it and what the sender says. It may be async. */
export type Receiver<Payload> = (sender: unknown, payload: Payload) => unknown;

/** One receiver and what it returned, in the order of connecting. */
export interface Answer<Payload> {
  receiver: Receiver<Payload>;
  result: unknown;
}

/** One receiver and either what it returned or what it threw. */
export interface RobustAnswer<Payload> extends Answer<Payload> {
  /** What the receiver threw or rejected with; undefined when it went well. */
  error: unknown;
}

/** How a receiver is connected. */
export interface ConnectOptions {
  /** Call only for what this very object sends; without it, for every sender. */
  sender?: unknown;
  /** Connections with the same word are one: the second is ignored. Without it the receiver itself is the word. */
  dispatchUid?: string;
  /** Do not keep the receiver alive: once nothing else refers to it, it is no longer called. Default false. */
  weak?: boolean;
}

interface Connection<Payload> {
  readonly dispatchUid: string | undefined;
  readonly sender: unknown;
  readonly target: Receiver<Payload> | WeakRef<Receiver<Payload>>;
}

/**
 * A named event that others can listen to.
 *
 * Receivers are called in the order in which they connected. A receiver connected twice (same function or same `dispatchUid`, same
 * sender) is called once. Where nobody listens a signal costs one length check: `if (signal.hasReceivers) …`.
 *
 * @example
 * const orderPaid = new Signal<{ amount: number }>("order-paid");
 * orderPaid.connect((shop, { amount }) => console.log(amount));
 * orderPaid.send(shop, { amount: 30 });
 */
export class Signal<Payload = Record<string, unknown>> {
  /** The name, for people. */
  readonly name: string;
  #connections: readonly Connection<Payload>[] = [];
  #mutes = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Whether sending may call anybody. Weak receivers that are gone count until the next send. */
  get hasReceivers(): boolean {
    return this.#connections.length > 0 && this.#mutes === 0;
  }

  /**
   * Has `receiver` called whenever this signal is sent.
   *
   * @returns the receiver, so that an inline function can be kept and disconnected.
   */
  connect<R extends Receiver<Payload>>(receiver: R, options: ConnectOptions = {}): R {
    if (!this.isConnected(receiver, options)) {
      const { dispatchUid, sender } = options;
      const target = options.weak === true ? new WeakRef<Receiver<Payload>>(receiver) : receiver;
      this.#connections = [...this.#connections, { dispatchUid, sender, target }];
    }
    return receiver;
  }

  /** Whether this receiver (or this `dispatchUid`) is connected for that sender. */
  isConnected(receiver: Receiver<Payload> | undefined, options: ConnectOptions = {}): boolean {
    return this.#connections.some((connection) => isMeant(connection, receiver, options));
  }

  /**
   * Ends what {@link connect} began: give the same receiver (or `dispatchUid`) and sender.
   *
   * @returns whether there was such a connection.
   */
  disconnect(receiver: Receiver<Payload> | undefined, options: ConnectOptions = {}): boolean {
    const rest = this.#connections.filter((connection) => !isMeant(connection, receiver, options));
    const found = rest.length < this.#connections.length;
    this.#connections = rest;
    return found;
  }

  /**
   * Gives the receivers that a message of `sender` would reach, in order.
   *
   * The list is a picture of this moment: connecting or disconnecting while it is walked changes nothing in it.
   */
  receiversFor(sender: unknown): Receiver<Payload>[] {
    if (!this.hasReceivers) return [];
    const found: Receiver<Payload>[] = [];
    let isAnyGone = false;
    for (const connection of this.#connections) {
      const receiver = receiverOf(connection);
      if (receiver === undefined) isAnyGone = true;
      else if (connection.sender === undefined || connection.sender === sender)
        found.push(receiver);
    }
    if (isAnyGone) this.#forgetTheGone();
    return found;
  }

  /**
   * Calls every receiver at once and gives their answers; the first one that throws ends it.
   *
   * Nothing is awaited: an async receiver's answer is its promise. Use {@link sendAsync} where receivers may be async and matter.
   */
  send(sender: unknown, payload: Payload): Answer<Payload>[] {
    if (!this.hasReceivers) return [];
    return this.receiversFor(sender).map((receiver) => ({
      receiver,
      result: receiver(sender, payload),
    }));
  }

  /** Calls the receivers one after the other, awaiting each that is async; the first fault ends it. */
  async sendAsync(sender: unknown, payload: Payload): Promise<Answer<Payload>[]> {
    const answers: Answer<Payload>[] = [];
    for (const receiver of this.receiversFor(sender)) {
      const result = receiver(sender, payload);
      answers.push({ receiver, result: isThenable(result) ? await result : result });
    }
    return answers;
  }

  /**
   * Calls every receiver, awaiting each that is async, whatever the others do: faults are collected, and the promise never rejects.
   *
   * As long as no receiver is async all of them have run when this returns its promise.
   */
  async sendRobust(sender: unknown, payload: Payload): Promise<RobustAnswer<Payload>[]> {
    const answers: RobustAnswer<Payload>[] = [];
    for (const receiver of this.receiversFor(sender)) {
      try {
        const result = receiver(sender, payload);
        answers.push({
          receiver,
          result: isThenable(result) ? await result : result,
          error: undefined,
        });
      } catch (error) {
        answers.push({ receiver, result: undefined, error: error ?? new Error(String(error)) });
      }
    }
    return answers;
  }

  /**
   * Keeps `receiver` connected while `block` runs (until its promise settles, if it gives one), and gives what `block` gives.
   *
   * @example
   * const seen: string[] = [];
   * await mailSent.connectedTo((_sender, { subject }) => seen.push(subject), () => signUp(ann));
   */
  connectedTo<T>(receiver: Receiver<Payload>, block: () => T, options: ConnectOptions = {}): T {
    if (this.isConnected(receiver, options)) return block();
    this.connect(receiver, options);
    return runAndThen(block, () => void this.disconnect(receiver, options));
  }

  /** Lets nobody hear this signal while `block` runs (until its promise settles, if it gives one). Holds for the whole process. */
  muted<T>(block: () => T): T {
    this.#mutes += 1;
    return runAndThen(block, () => {
      this.#mutes -= 1;
    });
  }

  #forgetTheGone(): void {
    this.#connections = this.#connections.filter(
      (connection) => receiverOf(connection) !== undefined,
    );
  }
}

const named = new Map<string, Signal<never>>();

/**
 * Gives the process-wide signal of that name; the first call makes it.
 *
 * For packages that should not import each other. Inside one program a `Signal` in a constant is better: its payload has one type.
 */
export function signal<Payload = Record<string, unknown>>(name: string): Signal<Payload> {
  let found = named.get(name) as unknown as Signal<Payload> | undefined;
  if (found === undefined) {
    found = new Signal<Payload>(name);
    named.set(name, found as unknown as Signal<never>);
  }
  return found;
}

function isMeant<Payload>(
  connection: Connection<Payload>,
  receiver: Receiver<Payload> | undefined,
  { dispatchUid, sender }: ConnectOptions,
): boolean {
  if (connection.sender !== sender || connection.dispatchUid !== dispatchUid) return false;
  return dispatchUid !== undefined || receiverOf(connection) === receiver;
}

function receiverOf<Payload>({ target }: Connection<Payload>): Receiver<Payload> | undefined {
  return typeof target === "function" ? target : target.deref();
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}

function runAndThen<T>(block: () => T, finish: () => void): T {
  let result: T;
  try {
    result = block();
  } catch (error) {
    finish();
    throw error;
  }
  if (!isThenable(result)) {
    finish();
    return result;
  }
  return Promise.resolve(result).finally(finish) as T;
}
