/** `flagon/security`: CSRF, CORS, policies, headers, limits and guards. */
export { basicAuth } from "./basic-auth.ts";
export type { BasicAuthOptions } from "./basic-auth.ts";
export { cors } from "./cors.ts";
export type { AllowedOrigin, CorsOptions } from "./cors.ts";
export { contentSecurityPolicy, NONCE, STRICT_POLICY } from "./csp.ts";
export type { PolicyDirectives, PolicyOptions } from "./csp.ts";
export { csrf, CsrfFailed, csrfField, ensureCsrfCookie, rotateCsrf } from "./csrf.ts";
export type { CsrfOptions, CsrfReason } from "./csrf.ts";
export { frameOptions, httpsRedirect, securityHeaders } from "./headers.ts";
export type { HttpsRedirectOptions, SecurityHeaderOptions, StrictTransport } from "./headers.ts";
export { integrity } from "./integrity.ts";
export { MemoryRateLimits } from "./rate-limit-store.ts";
export type { RateLimit, RateLimitStore, RateVerdict } from "./rate-limit-store.ts";
export { parseRates, rateLimit } from "./rate-limit.ts";
export type { RateLimitOptions } from "./rate-limit.ts";
export { signedUrls } from "./signed-urls.ts";
export type { SignedUrlOptions, SignedUrls } from "./signed-urls.ts";
