/** What the bundle for workerd makes while it is built. */

declare module "virtual:templates" {
  import type { PrecompiledTemplates } from "../../src/templates/precompiled.ts";
  const templates: PrecompiledTemplates["templates"];
  const version: PrecompiledTemplates["version"];
  export { templates, version };
}
