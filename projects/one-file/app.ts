/** __Project__: the whole application. */

import { Flagon } from "flagon";

const app = new Flagon();

app.get("/", () => "Hello, <b>world</b>");
app.get("/users/<int:id>", (_request, { id }) => ({ id }));

export default app;
