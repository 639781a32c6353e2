/** Hints for developers who read a value from a form that does not bring it: the usual reason is the page's `<form>`. */

import type { MissingHint, MultiParams } from "./query-params.ts";

const MULTIPART = '<form method="post" enctype="multipart/form-data">';

/** Explains why an urlencoded form has no files. */
export function urlencodedFileHint(fields: MultiParams<string>): MissingHint {
  return (name) => {
    const sent = fields.has(name)
      ? `The browser sent the file's name alone, as the field ${JSON.stringify(name)}. `
      : "";
    return `${sent}The form came as application/x-www-form-urlencoded, which carries no files: write ${MULTIPART}.`;
  };
}

/** Explains why a multipart form has no such file. */
export function multipartFileHint(fields: MultiParams<string>): MissingHint {
  return (name) =>
    fields.has(name)
      ? 'It came as a text: read it with form(), or give its input type="file".'
      : 'A file input that was left empty gives no file; "required" on the input asks for one.';
}

/** Explains why a multipart form has no such field; undefined where the names that came tell more. */
export function multipartFieldHint(files: MultiParams<unknown>): MissingHint {
  return (name) => (files.has(name) ? "It came as a file: read it with files()." : undefined);
}

/** Explains why a request without a body has no fields and no files. */
export const noBodyHint: MissingHint = () =>
  "The request has no body: is it sent by POST, with the form's Content-Type?";
