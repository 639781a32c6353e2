/**
 * `flagon/rendering`: renders the templates of apps. Apps load it by themselves at their first template; import it where modules cannot be
 * loaded by name, as in bundles and workers.
 */

import { rendering } from "../app/renderer.ts";
import { AppRenderer } from "./app-renderer.ts";

export { templateFolders, type TemplateFolder } from "./site-loader.ts";

rendering.open = (app) => new AppRenderer(app);
