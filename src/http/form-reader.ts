/** Reads the form of a request within the app's limits; loaded when the first form comes. */

import {
  multipartFieldHint,
  multipartFileHint,
  noBodyHint,
  urlencodedFileHint,
} from "./form-hints.ts";
import { type ByteSource, Form, parseForm } from "./forms.ts";
import { parseOptions } from "./header-values.ts";
import type { RequestLimits } from "./request.ts";
import { type FileSinkFactory, temporaryFileSinks } from "./uploads.ts";

/** What a form is read with. */
export interface FormReading {
  contentType: string | undefined;
  limits: RequestLimits;
  /** Where files go. Default: small ones to memory, large ones to temporary files. */
  sinks: FileSinkFactory | undefined;
}

/** Reads a form; a request without a body has an empty one. */
export async function readFormOf(
  body: ByteSource | ReadableStream<Uint8Array> | null,
  reading: FormReading,
): Promise<Form> {
  const { contentType, limits, sinks } = reading;
  if (body === null && contentType === undefined) return explained(new Form(), "");
  const form = await parseForm((body ?? []) as ByteSource, contentType, {
    formBytes: limits.formBytes,
    maxFields: limits.formFields,
    maxParts: limits.multipartParts,
    fileBytes: limits.fileBytes,
    totalBytes: limits.multipartBytes,
    sinks: sinks ?? temporaryFileSinks(),
  });
  return explained(form, parseOptions(contentType)[0].toLowerCase());
}

/** Lets the form tell a developer why it lacks something. */
function explained(form: Form, type: string): Form {
  const { fields, files } = form;
  if (type === "") {
    fields.explainMissing(noBodyHint);
    files.explainMissing(noBodyHint);
  } else if (type === "multipart/form-data") {
    fields.explainMissing(multipartFieldHint(files));
    files.explainMissing(multipartFileHint(fields));
  } else files.explainMissing(urlencodedFileHint(fields));
  return form;
}
