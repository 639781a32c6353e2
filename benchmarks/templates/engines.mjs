/** The engines of the benchmark: each gives a function that renders a page, with all its templates compiled and kept. */

import { languages, long } from "./templates.mjs";

const capitalize = (text) => text[0].toUpperCase() + text.slice(1).toLowerCase();

async function flagon() {
  const { dictLoader, Environment } = await import("../../src/templates/index.ts");
  const compiling = new Environment({ globals: { url: () => "" } });
  return {
    page: (name) => {
      const environment = new Environment({ loader: dictLoader(languages.jinja[name]) });
      const template = environment.getTemplate("main");
      return (context) => template.render(context);
    },
    compile: () => compiling.fromString(long),
  };
}

async function flagonAsync() {
  const { dictLoader, Environment } = await import("../../src/templates/index.ts");
  return {
    page: (name) => {
      const environment = new Environment({ loader: dictLoader(languages.jinja[name]) });
      const template = environment.getTemplate("main");
      return (context) => template.renderAsync(context);
    },
  };
}

async function eta() {
  const { Eta } = await import("eta");
  return {
    page: (name) => {
      const engine = new Eta({ autoEscape: true, cache: true, autoTrim: false });
      for (const [part, text] of Object.entries(languages.eta[name])) {
        engine.loadTemplate(`@${part}`, text);
      }
      return (context) => engine.render("@main", context);
    },
  };
}

async function nunjucks() {
  const { default: engine } = await import("nunjucks");
  return {
    page: (name) => {
      const texts = languages.jinja[name];
      const getSource = (part) => ({ src: texts[part], path: part, noCache: false });
      const environment = new engine.Environment({ getSource }, { autoescape: true });
      const template = environment.getTemplate("main", true);
      return (context) => template.render(context);
    },
    compile: () => new engine.Template(long, new engine.Environment(null), "long", true),
  };
}

async function handlebars() {
  const { default: engine } = await import("handlebars");
  return {
    page: (name) => {
      const own = engine.create();
      own.registerHelper({
        inc: (number) => number + 1,
        same: (a, b) => a === b,
        or: (value, other) => (value === undefined ? other : value),
        upper: (text) => text.toUpperCase(),
        join: (list, mark) => list.join(mark),
        capitalize,
      });
      for (const [part, text] of Object.entries(languages.handlebars[name])) {
        own.registerPartial(part, own.compile(text));
      }
      return own.compile(languages.handlebars[name].main);
    },
  };
}

async function edge() {
  const { Edge } = await import("edge.js");
  return {
    page: (name) => {
      const engine = Edge.create({ cache: true });
      for (const [part, template] of Object.entries(languages.edge[name])) {
        engine.registerTemplate(part, { template });
      }
      const isAsync = name === "inherit";
      return (context) =>
        isAsync ? engine.render("main", context) : engine.renderSync("main", context);
    },
  };
}

async function minijinja() {
  const { Environment } = await import("minijinja-js");
  return {
    page: (name) => {
      const environment = new Environment();
      environment.enablePyCompat();
      // It escapes by the ending of the name.
      for (const [part, text] of Object.entries(languages.jinja[name])) {
        environment.addTemplate(part.endsWith(".html") ? part : `${part}.html`, text);
      }
      return (context) => environment.renderTemplate("main.html", context);
    },
    compile: () => {
      const environment = new Environment();
      environment.addTemplate("long.html", long);
      environment.free();
    },
  };
}

async function liquid() {
  const { Liquid } = await import("liquidjs");
  return {
    page: (name) => {
      const templates = languages.liquid[name];
      const options = { outputEscape: "escape", cache: true, dynamicPartials: true };
      const engine = new Liquid({ ...options, templates });
      const parsed = engine.parseFileSync("main");
      return (context) => engine.renderSync(parsed, context);
    },
  };
}

export const engines = {
  flagon,
  "flagon renderAsync": flagonAsync,
  eta,
  nunjucks,
  handlebars,
  "edge.js": edge,
  "minijinja-js": minijinja,
  liquidjs: liquid,
};
