/** `flagon/sessions`: what an app remembers of its visitors. */
export { findSession, isCycled, sessions } from "./extension.ts";
export type { SessionsOptions } from "./extension.ts";
export type { Session, SessionBase, SessionData, SessionExpiry } from "./session.ts";
export { MemorySessionStore } from "./store.ts";
export type { SaveOptions, SessionStore } from "./store.ts";
