/** The view that switches the language: a form sends what the visitor wants, and they stay where they were. */

import { redirect, safeTarget } from "../app/redirect.ts";
import type { FlagonRequest } from "../app/request.ts";
import { BadRequest } from "../http/errors.ts";
import type { FlagonResponse } from "../http/response.ts";
import { localizedUrl } from "./localized.ts";
import { siteLanguages } from "./site-languages.ts";

const YEAR_SECONDS = 365 * 86_400;

/**
 * Remembers in a cookie which language a visitor wants, and sends them back to the page where they chose it.
 *
 * The form has `language`, and `next` where the visitor shall go elsewhere than where they came from. A page whose address begins with a language is shown in
 * the new one.
 *
 * @throws BadRequest for a language that the site does not speak
 * @example
 * app.post("/language", setLanguage);
 */
export async function setLanguage(request: FlagonRequest): Promise<FlagonResponse> {
  const { options, localized } = siteLanguages(request.app, "setLanguage");
  const form = await request.form();
  const wanted = form.get("language");
  if (wanted === undefined || !options.locales.includes(wanted))
    throw new BadRequest("This language is not spoken here.");
  const page = safeTarget(
    request,
    form.get("next") ?? request.header("referer"),
    `${request.rootPath}/`,
  );
  const target = localized.size === 0 ? page : localizedUrl(request, page, wanted);
  const response = redirect(target, 303);
  return response.setCookie(options.cookie, wanted, {
    maxAgeSeconds: YEAR_SECONDS,
    path: request.rootPath === "" ? "/" : request.rootPath,
    sameSite: "lax",
    httpOnly: true,
    secure: request.isSecure,
  });
}
