/** Reason phrases of the HTTP status codes. */

/**
 * Reason phrases by status code.
 *
 * @see RFC 9110 section 15 and the IANA HTTP Status Code Registry
 */
export const REASON_PHRASES: Readonly<Record<number, string>> = {
  100: "Continue",
  101: "Switching Protocols",
  102: "Processing",
  103: "Early Hints",
  200: "OK",
  201: "Created",
  202: "Accepted",
  203: "Non-Authoritative Information",
  204: "No Content",
  205: "Reset Content",
  206: "Partial Content",
  207: "Multi-Status",
  208: "Already Reported",
  226: "IM Used",
  300: "Multiple Choices",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  305: "Use Proxy",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  407: "Proxy Authentication Required",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  411: "Length Required",
  412: "Precondition Failed",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  417: "Expectation Failed",
  418: "I'm a teapot",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  423: "Locked",
  424: "Failed Dependency",
  425: "Too Early",
  426: "Upgrade Required",
  428: "Precondition Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  451: "Unavailable For Legal Reasons",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
  506: "Variant Also Negotiates",
  507: "Insufficient Storage",
  508: "Loop Detected",
  511: "Network Authentication Required",
};

/** What the statuses of errors mean, in a sentence each. */
export const STATUS_DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: "The request could not be understood.",
  401: "You have to say who you are to see this.",
  403: "You may not do this.",
  404: "There is nothing at this address.",
  405: "This address does not take that method.",
  406: "None of the formats you accept is to be had here.",
  408: "The request took too long to arrive.",
  409: "The request does not fit the present state of what it is about.",
  410: "What was here is gone for good.",
  411: "The request has to say how long its body is.",
  412: "A condition of the request does not hold.",
  413: "The body of the request is too large.",
  414: "The address is too long.",
  415: "The body of the request is of a type that is not taken here.",
  416: "The range asked for lies outside of what is there.",
  417: "What the request expects cannot be met.",
  418: "This is a teapot, not a coffee machine.",
  421: "The request reached a server that cannot answer for this host.",
  422: "The request is well-formed, but what it says is not valid.",
  423: "What the request is about is locked.",
  424: "Another action that this one needs has failed.",
  426: "This address needs another protocol.",
  428: "The request has to be conditional.",
  429: "There were too many requests in a short time.",
  431: "The headers of the request are too large.",
  451: "This cannot be shown for legal reasons.",
  500: "Something went wrong on our side.",
  501: "This is not to be had here.",
  502: "A server behind this one gave an invalid answer.",
  503: "The service cannot answer right now. Try again later.",
  504: "A server behind this one did not answer in time.",
  505: "That version of HTTP is not supported.",
};

/** Says whether `status` is one that a final response may have: a whole number from 200 to 599. */
export function isFinalStatus(status: unknown): status is number {
  return Number.isInteger(status) && (status as number) >= 200 && (status as number) <= 599;
}

/** Says whether responses with this status never have a body: 1xx, 204 and 304 (RFC 9110 section 6.4.1). */
export function isBodyless(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}
