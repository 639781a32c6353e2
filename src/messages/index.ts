/** `flagon/messages`: what a visitor is told once. */
export { assertMessages } from "./assertion.ts";
export type { HasRequest } from "./assertion.ts";
export { getMessages, messages } from "./extension.ts";
export type { FlashOptions, MessageFilter, MessagesOptions } from "./extension.ts";
export { LEVELS } from "./message.ts";
export type { Message, MessageText } from "./message.ts";
