/** Serves the example site; `npm start` runs it. `flagon run` would do the same with app.ts. */

import app from "./app.ts";

await app.run();
