/** `flagon/signing`: signed values of Flagon's own, and those of itsdangerous, Flask and Django. */
export {
  DjangoSigner,
  DjangoTimestampSigner,
  djangoCookieSigner,
  djangoDumps,
  djangoLoads,
} from "./django-signing.ts";
export type { DjangoDumpOptions, DjangoSignerOptions } from "./django-signing.ts";
export { flaskSessions } from "./flask-session.ts";
export type { FlaskSessionOptions } from "./flask-session.ts";
export {
  ItsDangerousSigner,
  TimestampSigner,
  UrlSafeSerializer,
  UrlSafeTimedSerializer,
} from "./itsdangerous.ts";
export type {
  AgeOptions,
  ItsDangerousOptions,
  KeyDerivation,
  SerializerOptions,
  TextFormat,
} from "./itsdangerous.ts";
export { checkPassword, hashPassword } from "./password-hashes.ts";
export type { PasswordHashOptions } from "./password-hashes.ts";
export {
  BadSignature,
  sign,
  SignatureExpired,
  signer,
  signUrl,
  unsign,
  unsignUrl,
} from "./signing.ts";
export type { JsonValue, SignerOptions, SignOptions, TokenSigner } from "./signing.ts";
export { formatTaggedJson, parseTaggedJson, Tuple, Uuid } from "./tagged-json.ts";
