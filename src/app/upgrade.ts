/** WebSocket handshakes: who may connect, and what runs once the server has accepted. */

import { BadRequest, Forbidden } from "../http/errors.ts";
import {
  isThenable,
  type MaybePromise,
  type ServerSocket,
  type SocketSession,
} from "../http/handler.ts";
import { chain } from "../http/later.ts";
import { FlagonResponse } from "../http/response.ts";
import type { FlagonRequest } from "./request.ts";
import type { Route } from "./route.ts";
import { partsReader } from "./route-parts.ts";
import { SocketConnection } from "./socket-connection.ts";
import { SocketClosed, type SocketOptions, type SocketView } from "./socket.ts";

const MESSAGE_LIMIT_BYTES = 1_048_576;
const PING_SECONDS = 30;

/** Stands for an accepted handshake on its way through hooks and middleware; their headers go out with it. */
export class UpgradeResponse extends FlagonResponse {
  readonly session: SocketSession;

  constructor(session: SocketSession) {
    super(null, { status: 101 });
    this.session = session;
  }

  /** The conversation is what the response streams: teardown waits for its end. */
  override get isStreamed(): boolean {
    return true;
  }
}

/** Gives the function that answers handshakes of a WebSocket route. */
export function upgradeCaller(
  route: Route<unknown>,
): (request: FlagonRequest) => MaybePromise<FlagonResponse> {
  const options = route.options as SocketOptions;
  // The rule typed the view's params; the map gives what the rule says.
  const view = route.view as unknown as SocketView<Record<string, unknown>>;
  const read = partsReader(route);
  const accept = (request: FlagonRequest, params: Record<string, unknown>): FlagonResponse => {
    const session = new ViewSession({ request, params, view, options });
    const response = new UpgradeResponse(session);
    session.onEnd = () => response.close();
    return response;
  };
  return (request) => {
    assertHandshake(request);
    assertOrigin(request, options);
    const params = read === undefined ? request.params : read(request);
    return isThenable(params)
      ? chain(params, (values) => accept(request, values))
      : accept(request, params);
  };
}

/** A conversation that a view answers. */
class ViewSession implements SocketSession {
  readonly protocol: string | undefined;
  readonly messageLimitBytes: number;
  readonly pingSeconds: number;
  onEnd: () => void = () => {};
  headers: readonly (readonly [string, string])[] = [];
  readonly #parts: ViewParts;

  constructor(parts: ViewParts) {
    this.#parts = parts;
    this.protocol = chooseProtocol(parts.request, parts.options.protocols ?? []);
    this.messageLimitBytes = parts.options.messageLimitBytes ?? MESSAGE_LIMIT_BYTES;
    this.pingSeconds = parts.options.pingSeconds ?? PING_SECONDS;
  }

  async run(socket: ServerSocket): Promise<void> {
    const { request, params, view } = this.#parts;
    const connection = new SocketConnection(request, socket, this.protocol);
    try {
      await view(connection, params);
      connection.close(1000);
    } catch (error) {
      if (!(error instanceof SocketClosed)) {
        request.app.reportFault(error, request);
        connection.close(1011, "Something went wrong on our side.");
      }
    } finally {
      this.onEnd();
    }
  }
}

interface ViewParts {
  request: FlagonRequest;
  params: Record<string, unknown>;
  view: SocketView<Record<string, unknown>>;
  options: SocketOptions;
}

/** RFC 6455 section 4.2.1. */
function assertHandshake(request: FlagonRequest): void {
  if (request.header("sec-websocket-version") !== "13") {
    throw new BadRequest("The WebSocket handshake asks for another version than 13.", {
      headers: { "Sec-WebSocket-Version": "13" },
    });
  }
  if (!/^[A-Za-z0-9+/]{22}==$/.test(request.header("sec-websocket-key") ?? "")) {
    throw new BadRequest("The WebSocket handshake has no valid key.");
  }
}

/** Browsers let any page open a WebSocket anywhere, with cookies: only the own origin may (cross-site WebSocket hijacking; CWE-1385). */
function assertOrigin(request: FlagonRequest, { origins = [] }: SocketOptions): void {
  const origin = request.header("origin");
  if (origin === undefined || origin === request.origin || origins.includes("*")) return;
  if (origins.includes(origin) || request.app.config.trustedOrigins.includes(origin)) return;
  throw new Forbidden("The page that asks for this WebSocket is of another site.", {
    suspicion: "foreign-socket",
  });
}

function chooseProtocol(request: FlagonRequest, known: readonly string[]): string | undefined {
  const offered =
    request
      .header("sec-websocket-protocol")
      ?.split(",")
      .map((name) => name.trim()) ?? [];
  return known.find((name) => offered.includes(name));
}
