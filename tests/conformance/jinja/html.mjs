// Other spellings of the same character reference, and characters that some engines escape needlessly.
const SPELLING = {
  "&quot;": "&#34;",
  "&#x22;": "&#34;",
  "&#x27;": "&#39;",
  "&apos;": "&#39;",
  "&#x2F;": "/",
  "&#x2f;": "/",
  "&#47;": "/",
  "&#92;": "\\",
  "&#x60;": "`",
  "&#x3D;": "=",
  "&#x3d;": "=",
};
export const sameHtml = (s) =>
  s.replace(/&(?:quot|apos|#x[0-9A-Fa-f]{2}|#\d\d);/g, (m) => SPELLING[m] ?? m);
