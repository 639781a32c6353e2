/** `flagon check`: everything that is wrong with the app, before visitors find it. */

import { formatCheck } from "../check-text.ts";
import { tool } from "../tool.ts";

export const check = tool("check", {
  help: "Looks for everything that is wrong with the app. Exits with 1 when there are errors.",
  options: {
    deploy: { type: "boolean", help: "Looks as for the public internet." },
    silence: { multiple: true, help: "Code of a message not to show; may be repeated." },
    json: { type: "boolean", help: "As JSON." },
  },
  run: async ({ deploy, silence, json }, { terminal, loadApp }) => {
    const app = await loadApp();
    const messages = app.check({ deploy }).filter(({ code }) => !silence.includes(code));
    const errors = messages.filter(({ level }) => level === "error").length;
    if (json) terminal.print(JSON.stringify(messages, null, 2));
    else {
      for (const message of messages) terminal.print(formatCheck(message, terminal));
      terminal.print(summary(errors, messages.length - errors));
    }
    return errors > 0 ? 1 : 0;
  },
});

function summary(errors: number, warnings: number): string {
  if (errors + warnings === 0) return "Nothing is wrong.";
  return `${errors} error${errors === 1 ? "" : "s"}, ${warnings} warning${warnings === 1 ? "" : "s"}.`;
}
