/** The app as workerd calls it. */

import { makeApp } from "./app.ts";

export default makeApp();
