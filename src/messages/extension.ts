/** Messages that a visitor sees once, on the next page: "Saved." */

import type { Extension } from "../app/extension.ts";
import { FlagonRequest } from "../app/request.ts";
import { Levels, type Message, type MessageText } from "./message.ts";
import { MessageBox } from "./message-box.ts";

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
}

/**
 * Lets views leave messages for the page that comes next. They wait in the session.
 *
 * @throws FlagonError `messages.unknown-level` for a `minLevel` that there is not.
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
  return {
    name: "messages",
    needs: ["sessions"],
    install(app) {
      const known = new Levels({ levels, tags, minLevel });
      app.provide("messages", (request) => new MessageBox(request, known));
      app.contextProcessor((request) => ({
        get_flashed_messages: () => getMessages(request),
      }));
    },
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
