/** Media types by file name: `.css` is `text/css; charset=utf-8`. A short table of what the web serves, and nothing guessed from bytes. */

const TYPES: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  html: "text/html",
  htm: "text/html",
  xhtml: "application/xhtml+xml",
  css: "text/css",
  csv: "text/csv",
  txt: "text/plain",
  text: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  ics: "text/calendar",
  vcf: "text/vcard",
  vtt: "text/vtt",
  rtf: "application/rtf",
  js: "text/javascript",
  mjs: "text/javascript",
  cjs: "text/javascript",
  json: "application/json",
  map: "application/json",
  jsonld: "application/ld+json",
  geojson: "application/geo+json",
  webmanifest: "application/manifest+json",
  jsonl: "application/jsonl",
  yaml: "application/yaml",
  yml: "application/yaml",
  toml: "application/toml",
  xml: "application/xml",
  xsl: "application/xslt+xml",
  xslt: "application/xslt+xml",
  rss: "application/rss+xml",
  atom: "application/atom+xml",
  wasm: "application/wasm",
  svg: "image/svg+xml",
  png: "image/png",
  apng: "image/apng",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  bmp: "image/bmp",
  ico: "image/x-icon",
  tif: "image/tiff",
  tiff: "image/tiff",
  heic: "image/heic",
  jxl: "image/jxl",
  woff: "font/woff",
  woff2: "font/woff2",
  ttf: "font/ttf",
  otf: "font/otf",
  eot: "application/vnd.ms-fontobject",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  ogg: "audio/ogg",
  oga: "audio/ogg",
  opus: "audio/ogg",
  wav: "audio/wav",
  flac: "audio/flac",
  aac: "audio/aac",
  weba: "audio/webm",
  mid: "audio/midi",
  midi: "audio/midi",
  mp4: "video/mp4",
  m4v: "video/mp4",
  webm: "video/webm",
  ogv: "video/ogg",
  mov: "video/quicktime",
  avi: "video/x-msvideo",
  mkv: "video/matroska",
  mpeg: "video/mpeg",
  mpg: "video/mpeg",
  m3u8: "application/vnd.apple.mpegurl",
  mpd: "application/dash+xml",
  pdf: "application/pdf",
  epub: "application/epub+zip",
  zip: "application/zip",
  gz: "application/gzip",
  tgz: "application/gzip",
  br: "application/x-brotli",
  zst: "application/zstd",
  bz2: "application/x-bzip2",
  xz: "application/x-xz",
  "7z": "application/x-7z-compressed",
  tar: "application/x-tar",
  rar: "application/vnd.rar",
  jar: "application/java-archive",
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  ppt: "application/vnd.ms-powerpoint",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  odp: "application/vnd.oasis.opendocument.presentation",
  sql: "application/sql",
  sqlite: "application/vnd.sqlite3",
  eml: "message/rfc822",
  bin: "application/octet-stream",
});

const WITH_CHARSET = new Set([
  "application/ecmascript",
  "application/javascript",
  "application/sql",
  "application/xml",
  "application/xml-dtd",
  "application/xml-external-parsed-entity",
]);

/**
 * Gives the media type of a file name, without a charset; `application/octet-stream` for what is not in the table.
 *
 * @example
 * mediaTypeOf("site.css"); // "text/css"
 */
export function mediaTypeOf(fileName: string): string {
  const ending = /\.([A-Za-z0-9]+)$/.exec(fileName)?.[1] ?? "";
  return TYPES[ending.toLowerCase()] ?? "application/octet-stream";
}

/**
 * Adds a charset to a media type that is text.
 *
 * @example
 * contentType("text/css"); // "text/css; charset=utf-8"
 * contentType("image/png"); // "image/png"
 */
export function contentType(mediaType: string, charset = "utf-8"): string {
  const isText =
    mediaType.startsWith("text/") || mediaType.endsWith("+xml") || WITH_CHARSET.has(mediaType);
  return isText ? `${mediaType}; charset=${charset}` : mediaType;
}
