/** Values that Python's libraries made, and values for them, under the kinds of the conformance cases. */

import { SafeHtml } from "flagon/html";
import { setClock } from "flagon/clock";
import * as signing from "flagon/signing";

/** Runs `work` at the time that a case names. */
function at(settings, work) {
  if (settings.now === undefined || settings.now === null) return work();
  const before = setClock(() => settings.now * 1000);
  try {
    return work();
  } finally {
    setClock(before);
  }
}

/** Turns a list of keys, the newest last, into Flagon's key and fallbacks. */
function keys(secret) {
  const list = Array.isArray(secret) ? secret : [secret];
  return { key: list.at(-1), fallbacks: list.slice(0, -1).reverse() };
}

const itsdangerous = (settings) => ({
  ...keys(settings.secret_key),
  salt: settings.salt ?? undefined,
  separator: settings.sep ?? undefined,
  keyDerivation: settings.key_derivation ?? undefined,
  digest: settings.digest ?? undefined,
});
const age = ({ max_age: maxAge }) => ({ maxAgeSeconds: maxAge ?? undefined });

/** Gives JavaScript's values for the tags of a case. */
function untag(value) {
  if (Array.isArray(value)) return value.map(untag);
  if (value === null || typeof value !== "object") return value;
  const [name, ...more] = Object.keys(value);
  if (more.length > 0 || !name?.startsWith("$")) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untag(item)]));
  }
  const content = value[name];
  switch (name) {
    case "$tuple":
      return signing.Tuple.from(content.map(untag));
    case "$bytes":
      return new Uint8Array(Buffer.from(content, "base64"));
    case "$markup":
      return new SafeHtml(content);
    case "$uuid":
      return new signing.Uuid(content);
    case "$datetime":
      return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(content) ? content : `${content}Z`);
    case "$int":
      return BigInt(content);
    case "$float":
      return Number(content);
    default:
      return { [name]: untag(content) };
  }
}

/** Gives the tags for JavaScript's values. */
function retag(value) {
  if (value instanceof SafeHtml) return { $markup: String(value) };
  if (value instanceof signing.Uuid) return { $uuid: String(value) };
  if (value instanceof Uint8Array || value instanceof Date) return value;
  if (Array.isArray(value)) return Array.from(value, retag);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, retag(item)]));
}

/** Makes a kind out of a function that gives `[write, read]` for the settings of a case. */
function kind(make) {
  return {
    produce: (settings, input) => at(settings, () => make(settings)[0](untag(input))),
    accept: (settings, value) => at(settings, () => retag(make(settings)[1](value))),
  };
}

const signerOf = (Class) =>
  kind((settings) => {
    const signer = new Class(itsdangerous(settings));
    return [(value) => signer.sign(value), (value) => signer.unsign(value, age(settings))];
  });
const serializerOf = (Class) =>
  kind((settings) => {
    const serializer = new Class(itsdangerous(settings));
    return [(value) => serializer.dumps(value), (value) => serializer.loads(value, age(settings))];
  });

const django = (settings) => ({
  key: settings.key ?? settings.secret_key,
  salt: settings.salt ?? undefined,
  separator: settings.sep ?? undefined,
  algorithm: settings.algorithm ?? undefined,
});
const djangoSignerOf = (Class) =>
  kind((settings) => {
    const signer = new Class(django(settings));
    return [(value) => signer.sign(value), (value) => signer.unsign(value, age(settings))];
  });

/** Django keeps both kinds of session as a compressed dump under the name of the store; an empty one counts as none. */
function sessionOf(salt, maxAgeSeconds) {
  return kind((settings) => {
    const options = { key: settings.secret_key, salt };
    return [
      (value) => signing.djangoDumps(value, { ...options, compress: true }),
      (value) => {
        const session = signing.djangoLoads(value, {
          ...options,
          maxAgeSeconds: settings.max_age ?? maxAgeSeconds,
        });
        if (Object.keys(session).length === 0) throw new Error("empty");
        return session;
      },
    ];
  });
}

export const interop = {
  "itsdangerous.signer": signerOf(signing.ItsDangerousSigner),
  "itsdangerous.timestamp_signer": signerOf(signing.TimestampSigner),
  "itsdangerous.url_safe": serializerOf(signing.UrlSafeSerializer),
  "itsdangerous.url_safe_timed": serializerOf(signing.UrlSafeTimedSerializer),
  "flask.session": kind((settings) => {
    const sessions = signing.flaskSessions(keys(settings.secret_key));
    const maxAgeSeconds = settings.max_age ?? 2_678_400;
    return [(value) => sessions.dumps(value), (value) => sessions.loads(value, { maxAgeSeconds })];
  }),
  "flask.tagged_json": kind(() => [signing.formatTaggedJson, signing.parseTaggedJson]),
  "werkzeug.password": {
    produce: (settings, input) =>
      signing.hashPassword(input, { method: settings.method ?? "pbkdf2:sha256" }),
    accept: async (settings, value) => {
      if (!(await signing.checkPassword(settings.password, value))) throw new Error("refused");
      return true;
    },
  },
  "django.signer": djangoSignerOf(signing.DjangoSigner),
  "django.timestamp_signer": djangoSignerOf(signing.DjangoTimestampSigner),
  "django.signing": kind((settings) => [
    (value) =>
      signing.djangoDumps(value, { ...django(settings), compress: settings.compress ?? false }),
    (value) => signing.djangoLoads(value, { ...django(settings), ...age(settings) }),
  ]),
  "django.session_cookie": sessionOf("django.contrib.sessions.backends.signed_cookies", 1_209_600),
  "django.session_db": sessionOf("django.contrib.sessions.SessionStore"),
  "django.signed_cookie": kind((settings) => {
    const signer = signing.djangoCookieSigner({ ...django(settings), name: settings.name });
    return [(value) => signer.sign(value), (value) => signer.unsign(value, age(settings))];
  }),
};
