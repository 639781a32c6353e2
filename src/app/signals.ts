/** The signals of an app: what others can listen to without the app knowing them. */

import { Signal } from "../base/signals.ts";
import type { FlagonResponse } from "../http/response.ts";
import type { FlagonRequest } from "./request.ts";

/** What is told of a rendering. */
interface RenderedPayload {
  request: FlagonRequest | undefined;
  template: string;
  context: object;
  /** The template, and those that it has extended, included and imported so far. */
  used: readonly string[];
}

/** The signals that Flagon's core sends; the sender is the app. */
export const signals = {
  /** A request has come, before anything was done with it. */
  requestStarted: new Signal<{ request: FlagonRequest }>("request-started"),
  /** The response is ready to be sent. */
  requestFinished: new Signal<{ request: FlagonRequest; response: FlagonResponse }>(
    "request-finished",
  ),
  /** The app's own code threw. */
  gotRequestException: new Signal<{ request: FlagonRequest; error: unknown }>(
    "got-request-exception",
  ),
  /** The request is over; teardown hooks have run. */
  requestTearingDown: new Signal<{ request: FlagonRequest; error: unknown }>(
    "request-tearing-down",
  ),
  /** A template is about to be rendered, with these names besides those that every template has. */
  beforeRenderTemplate: new Signal<RenderedPayload>("before-render-template"),
  /** A template was rendered. */
  templateRendered: new Signal<RenderedPayload>("template-rendered"),
  /** A message was flashed. */
  messageFlashed: new Signal<{ request: FlagonRequest; message: string; category: string }>(
    "message-flashed",
  ),
  /** A setting was changed for the length of a test. */
  settingChanged: new Signal<{ name: string; value: unknown }>("setting-changed"),
};
