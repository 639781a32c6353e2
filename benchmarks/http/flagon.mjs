// @bench {"runtime":"node","order":1,"name":"flagon"}
// Flagon with its safe defaults on: host check, origin check, security headers, limits, time-outs, error pages.
import { Flagon } from "../../dist/index.js";
import { PORT, WORKLOAD, SECRET, hello, page, publicDir, summary, viewsDir } from "./shared/data.mjs";
import { routes } from "./shared/routes.mjs";

const app = new Flagon({ config: { secretKey: SECRET }, templates: { folders: [viewsDir] } });

const setup = {
  json() {
    app.get("/json", () => hello());
  },
  params() {
    for (const { method, path } of routes) {
      app.route(
        path.replaceAll("{", "<").replaceAll("}", ">"),
        { methods: [method] },
        (_request, params) => params,
      );
    }
  },
  async post() {
    const { Article } = await import("./shared/flagon-schema.mjs");
    app.post("/articles", { body: Article, status: 201 }, (_request, { body }) => summary(body));
  },
  html() {
    app.get("/page", (request) => request.render("page.html", page));
  },
  async session() {
    const { sessions } = await import("../../dist/sessions/index.js");
    for (let i = 1; i <= 5; i++) {
      app.use((next) => (request) => {
        request.state[`m${i}`] = i;
        return next(request);
      });
    }
    app.install(sessions());
    app.get("/session", ({ session }) => {
      session.n = (session.n ?? 0) + 1;
      return { n: session.n };
    });
  },
  async static() {
    const { staticFiles } = await import("../../dist/static/index.js");
    app.install(staticFiles({ folder: publicDir }));
  },
};
await setup[WORKLOAD]();
await app.run({ port: PORT, banner: false });
