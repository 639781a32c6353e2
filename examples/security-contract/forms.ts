/** Forms and JSON bodies, checked by schemas. */

import { Blueprint } from "flagon";
import { csrfField } from "flagon/security";
import { email, integer, ip, number, object, string, url } from "flagon/validation";
import { polluted } from "./app.ts";

const Contact = object({
  title: string({ minLength: 1, maxLength: 200 }),
  url: url().optional(),
  email: email().optional(),
  ip: ip({ version: 4 }).optional(),
  amount: number().optional(),
});
const Person = object({ name: string({ maxLength: 1000 }), age: integer().optional() });
const Formset = object({ "form-TOTAL_FORMS": integer({ min: 0, max: 10 }) });

/** The pages with forms. */
export function forms(): Blueprint<string> {
  const blueprint = new Blueprint("forms");
  blueprint.get("/form", (request) => `<form method="post">${csrfField(request)}</form>`);
  blueprint.post("/form", { csrf: false, body: Contact }, (_request, { body }) => ({
    ok: true,
    cleaned: body,
  }));
  blueprint.post("/formset", { body: Formset }, () => ({ ok: true }));
  const json = { csrf: false, bodyType: "json", body: Person } as const;
  blueprint.post("/api/json", json, (_request, { body }) => ({ got: body, polluted: polluted() }));
  return blueprint;
}
