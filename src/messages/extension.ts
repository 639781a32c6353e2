/** Messages that a visitor sees once, on the next page: "Saved." */

import type { Flagon } from "../app/app.ts";
import type { CheckMessage } from "../app/checks.ts";
import type { Extension } from "../app/extension.ts";
import { FlagonRequest } from "../app/request.ts";
import { goOn } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";
import { Levels, type Message, type MessageText } from "./message.ts";
import { MessageBox } from "./message-box.ts";
import { CookieMessages, type MessageStorage, SessionMessages } from "./storage.ts";

declare module "flagon" {
  interface RequestExtras {
    /** The messages of this visitor. */
    readonly messages: MessageBox;
    /**
     * Keeps a message for the next page that shows messages.
     *
     * Level is one of debug, info (the default), success, warning, error, or one of the app's own.
     *
     * @throws FlagonError `messages.unknown-level`
     */
    flash(text: MessageText, level?: string, options?: FlashOptions): void;
  }
}

/** Options of a flashed message. */
export interface FlashOptions {
  /** Tags before the level's own, joined by blanks. */
  tags?: string;
}

/** Options of {@link messages}. */
export interface MessagesOptions {
  /** Levels beside the usual ones, with their ranks: debug is 10, info 20, success 25, warning 30, error 40. */
  levels?: Readonly<Record<string, number>>;
  /** Tags of levels. Default: the level's name. */
  tags?: Readonly<Record<string, string>>;
  /** Messages of lower levels are dropped. Default `info`. */
  minLevel?: string;
  /**
   * Where messages wait: in the session; in a signed cookie of 4093 bytes, which loses the oldest when it is full; or, by `fallback`, in the
   * cookie and what does not fit in the session. Default: the session where `sessions()` is installed before, else the cookie.
   */
  storage?: "session" | "cookie" | "fallback";
}

/**
 * Lets views leave messages for the page that comes next. They wait in the session or in a cookie.
 *
 * @throws FlagonError `messages.unknown-level` for a `minLevel` that there is not, `messages.no-secret-key` at the first message in a cookie.
 * @example
 * app.install(sessions(), messages());
 * app.post("/save", (request) => {
 *   request.flash("Saved.", "success");
 *   return redirect("/");
 * });
 * app.get("/", (request) => getMessages(request).map(({ text, tags }) => html`<p class="${tags}">${text}</p>`).join(""));
 */
export function messages(options: MessagesOptions = {}): Extension {
  const { levels = {}, tags = {}, minLevel = "info" } = options;
  const isInSession = options.storage === "session" || options.storage === "fallback";
  return {
    name: "messages",
    ...(isInSession ? { needs: ["sessions"] } : {}),
    install(app) {
      const known = new Levels({ levels, tags, minLevel });
      const getStorage = openStorage(app, options.storage);
      app.provide(
        "messages",
        (request) => new MessageBox(request, { levels: known, storage: getStorage() }),
      );
      app.templateValue("messages", (request) => getMessages(request));
      app.templateValue("get_flashed_messages", flashedMessages);
    },
  };
}

/** Gives the storage, made at the first message: the key may be set until then. */
function openStorage(app: Flagon, asked: MessagesOptions["storage"]): () => MessageStorage {
  const kind = asked ?? (app.extensions.has("sessions") ? "session" : "cookie");
  const session = new SessionMessages();
  if (kind === "session") return () => session;
  let cookie: CookieMessages | undefined;
  const open = (): CookieMessages =>
    (cookie ??= new CookieMessages(app, kind === "fallback" ? session : undefined));
  const leave = (response: FlagonResponse, request: FlagonRequest): FlagonResponse =>
    request.findExtra("messages") === undefined ? response : open().leave(request, response);
  app.use((next) => (request) => goOn(next(request), leave, request));
  app.addCheck(checkKey);
  return open;
}

function* checkKey({ config }: Flagon): Iterable<CheckMessage> {
  // An empty text, as of a variable that is set to nothing, is no key either.
  if (config.secretKey) return;
  yield {
    code: "messages.no-secret-key",
    level: "error",
    what: "Messages in a cookie need a secret key to sign with.",
    where: "setting secretKey",
    mend: "Make one with `flagon secret` and set FLAGON_SECRET_KEY.",
  };
}

FlagonRequest.prototype.flash = function flash(
  this: FlagonRequest,
  text: MessageText,
  level: string = "info",
  { tags }: FlashOptions = {},
): void {
  this.extra("messages").add(text, level, tags);
};

/** What a template may say to `get_flashed_messages`, as in Flask. */
interface FlashedOptions {
  /** Pairs of level and text instead of texts. */
  with_categories?: boolean;
  /** These levels alone. */
  category_filter?: readonly string[];
}

function flashedMessages(request: FlagonRequest): (options?: FlashedOptions) => unknown[] {
  return ({ with_categories: isPaired = false, category_filter: levels = [] } = {}) => {
    const found = getMessages(request, levels.length === 0 ? {} : { levels });
    return found.map(({ text, level }) => (isPaired ? [level, text] : text));
  };
}

/** Which messages to give. */
export interface MessageFilter {
  /** These levels alone. The others are gone too: they have been taken. */
  levels?: readonly string[];
}

/** Gives the messages that wait, oldest first, and forgets them; later calls in the same request give the same ones. */
export function getMessages(
  request: FlagonRequest,
  { levels }: MessageFilter = {},
): readonly Message[] {
  const all = request.extra("messages").take();
  return levels === undefined ? all : all.filter(({ level }) => levels.includes(level));
}
