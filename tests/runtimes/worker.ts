/** The app as workerd calls it: it makes no code while it runs, so the bundle brings its templates compiled. */

import "../../src/rendering/index.ts";
import * as precompiled from "virtual:templates";
import { makeApp } from "./app.ts";

export default makeApp({ precompiled });
