/** `flagon/http`: the words of HTTP as plain functions and small classes. */
export { Accept, CharsetAccept, LanguageAccept, MediaAccept } from "./accept.ts";
export { networks, parseAddress } from "./addresses.ts";
export type { Address, NetworkTest } from "./addresses.ts";
export {
  formatAuthorization,
  formatChallenge,
  parseAuthorization,
  parseChallenge,
} from "./authorization.ts";
export type { Authorization } from "./authorization.ts";
export { CacheControl, formatCacheControl } from "./cache-control.ts";
export type { CacheDirectives } from "./cache-control.ts";
export { checkPreconditions, isRangeCurrent, isResourceModified } from "./conditional.ts";
export type {
  HeaderReader,
  ModifiedOptions,
  PreconditionResult,
  Validators,
} from "./conditional.ts";
export { contentLength } from "./content-length.ts";
export { formatPolicy, parsePolicy } from "./content-security-policy.ts";
export type { PolicySources } from "./content-security-policy.ts";
export {
  findCookie,
  formatCookie,
  formatDeletedCookie,
  parseCookiePairs,
  parseCookies,
} from "./cookies.ts";
export type { CookieOptions } from "./cookies.ts";
export { formatAge, formatDate, parseAge, parseDate } from "./dates.ts";
export { ETags, generateEtag, quoteEtag, unquoteEtag } from "./etags.ts";
export type { ETag } from "./etags.ts";
export { Form, parseForm } from "./forms.ts";
export type { ByteSource, FormOptions } from "./forms.ts";
export { trustProxies } from "./forwarded.ts";
export type { ForwardedFact, ForwardedFacts, ForwardedReader, ProxyOptions } from "./forwarded.ts";
export { HeaderSet, isEntityHeader, isHopByHopHeader } from "./header-set.ts";
export {
  encodeOption,
  formatDict,
  formatList,
  formatOptions,
  parseDict,
  parseList,
  parseOptions,
  quoteHeaderValue,
  unquoteHeaderValue,
} from "./header-values.ts";
export type { HeaderOptions, QuoteOptions } from "./header-values.ts";
export { HeaderMap } from "./headers.ts";
export type { HeaderSource } from "./headers.ts";
export { allowedHosts, hostOf, isHostTrusted, parseHost } from "./hosts.ts";
export type { Host, HostSources, HostTest } from "./hosts.ts";
export { contentType, mediaTypeOf } from "./media-types.ts";
export { MultipartDecoder } from "./multipart.ts";
export type { MultipartOptions, PartListener } from "./multipart.ts";
export type { PartHead } from "./part-head.ts";
export type { InvalidBytes } from "./percent.ts";
export { MultiParams, parseQuery, QueryParams } from "./query-params.ts";
export type { ParamType, QueryOptions } from "./query-params.ts";
export {
  formatContentRange,
  formatIfRange,
  isByteRangeValid,
  parseContentRange,
  parseIfRange,
  parseRange,
  RangeRequest,
} from "./ranges.ts";
export type { ContentRange, IfRange, RangeSpan } from "./ranges.ts";
export { safeJoin, secureFilename } from "./safe-path.ts";
export type { PathOptions } from "./safe-path.ts";
export { currentUrl, iriToUri, splitUrl, uriToIri, urlencode } from "./urls.ts";
export type { CurrentUrlParts, QuerySource, QueryValue, UrlParts } from "./urls.ts";
export { memorySinks, temporaryFileSinks, UploadedFile } from "./uploads.ts";
export type { FileSink, FileSinkFactory, StoredContent, TemporaryFileOptions } from "./uploads.ts";
