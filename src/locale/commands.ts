/** What `i18n()` adds to the `flagon` program: `messages extract`, `messages compile` and `messages check`. What they do is loaded when they run. */

import { type Command, command } from "../app/command.ts";
import type { DecidedOptions } from "./options.ts";

const DOMAIN = {
  default: "messages",
  help: "which catalogs: messages for the server, browser for scripts below static folders",
} as const;
const FUNCTION = {
  multiple: true,
  help: "another function that asks for texts, with the one it is like: t=gettext",
} as const;

/** Makes the commands for a site's catalogs. */
export function messageCommands(site: DecidedOptions): Command[] {
  return [extractCommand(site), compileCommand(site), checkCommand(site)];
}

function extractCommand(site: DecidedOptions): Command {
  return command("messages extract", {
    help: "Brings the PO files up to date with the texts of code and templates; translations are kept.",
    options: {
      domain: DOMAIN,
      locale: { multiple: true, help: "a language to make a file for besides those of the site" },
      function: FUNCTION,
      check: { type: "boolean", help: "writes nothing, and exits with 1 when files would change" },
    },
    run: async (values, context) => {
      const { extractMessages } = await import("./extract-messages.ts");
      return extractMessages(values, context, site);
    },
  });
}

function compileCommand(site: DecidedOptions): Command {
  return command("messages compile", {
    help: "Writes each PO file as JSON, which loads faster and has nothing but translations.",
    options: { domain: DOMAIN },
    run: async (values, context) => {
      const { compileMessages } = await import("./compile-messages.ts");
      return compileMessages(values, context, site);
    },
  });
}

function checkCommand(site: DecidedOptions): Command {
  return command("messages check", {
    help: "Looks for texts that are missing, not translated, or translated wrongly. Exits with 1 when there are errors.",
    options: {
      domain: DOMAIN,
      function: FUNCTION,
      strict: { type: "boolean", help: "takes what is not translated for an error" },
      json: { type: "boolean", help: "prints JSON" },
    },
    run: async (values, context) => {
      const { checkMessages } = await import("./check-messages.ts");
      return checkMessages(values, context, site);
    },
  });
}
