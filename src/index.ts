/** `flagon`: the micro-core. */
export { FlagonError } from "./base/errors.ts";
export type { FlagonErrorDetails } from "./base/errors.ts";
export { Flagon } from "./app/app.ts";
export type { FlagonOptions } from "./app/app-options.ts";
export type {
  ContextArguments,
  Renderer,
  Rendering,
  TemplateContexts,
  TemplateNames,
  TemplateOptions,
} from "./app/renderer.ts";
export type { VisitorLanguage } from "./app/error-page.ts";
export type { DebugPages } from "./app/debug-pages.ts";
export { Blueprint, Placement } from "./app/blueprint.ts";
export type { RouteMethod } from "./app/blueprint.ts";
export type {
  BlueprintOptions,
  PlaceOptions,
  ShellContext,
  TemplateValue,
} from "./app/blueprint-parts.ts";
export type { Check, CheckMessage } from "./app/checks.ts";
export { command } from "./app/command.ts";
export type { ArgumentSpec, Command, CommandContext } from "./app/command.ts";
export { eventStream, formatEvent, jsonLines } from "./app/event-stream.ts";
export type { EventStreamOptions, ServerEvent } from "./app/event-stream.ts";
export type { FetchHandler, ForeignHandler, MountTarget } from "./app/mount.ts";
export { dependency, Dependency } from "./app/dependency.ts";
export type { DependencyOpener, DependencyOptions } from "./app/dependency.ts";
export type { Extension } from "./app/extension.ts";
export type { HealthCheck } from "./app/health.ts";
export { type Located, redirect, safeTarget, unsafeRedirect } from "./app/redirect.ts";
export { FlagonRequest } from "./app/request.ts";
export type { RequestExtras, RequestState } from "./app/request.ts";
export { json, makeResponse } from "./app/respond.ts";
export { resolve } from "./app/resolve.ts";
export type { Resolved } from "./app/resolve.ts";
export { setJsonWriter } from "./app/json.ts";
export type { JsonWriter } from "./app/json.ts";
export { Route } from "./app/route.ts";
export type { RouteOptions, UrlOptions } from "./app/route.ts";
export type { Settings } from "./app/settings.ts";
export { signals } from "./app/signals.ts";
export { SocketClosed } from "./app/socket.ts";
export type { Socket, SocketMessage, SocketOptions, SocketView } from "./app/socket.ts";
export type {
  AfterHook,
  BeforeHook,
  ContextProcessor,
  ErrorHandler,
  Handler,
  Middleware,
  TeardownHook,
  View,
  ViewResult,
} from "./app/view.ts";
export * from "./http/errors.ts";
export type { CookieOptions } from "./http/cookies.ts";
export { FlagonResponse } from "./http/response.ts";
export type { ResponseOptions } from "./http/response.ts";
