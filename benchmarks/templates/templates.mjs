/** The same pages in the languages of the engines. All of them give the text of `hand-written.mjs`, up to white space between tags. */

import { pieces } from "./data.mjs";

const holes = (hole) => pieces.map((piece, index) => `${piece}<b>${hole(index)}</b>`).join("");

const jinja = {
  table: {
    main: `<h1>{{ heading }}</h1><table>{% for row in rows %}<tr class="{% if row.isOpen %}open{% else %}done{% endif %}"><td>{{ loop.index }}</td><td>{{ row.number }}</td><td><a href="mailto:{{ row.mail }}">{{ row.buyer }}</a></td><td>{{ row.total }}</td><td>{{ row.note }}</td></tr>{% endfor %}</table>`,
  },
  inherit: {
    "base.html": `<!doctype html><title>{% block title %}Shop{% endblock %}</title>{% block head %}<link rel="stylesheet" href="/shop.css">{% endblock %}{% include "menu.html" %}<main>{% block main %}{% endblock %}</main>{% include "footer.html" %}`,
    "department.html": `{% extends "base.html" %}{% block title %}{{ department }} | {{ super() }}{% endblock %}{% block main %}<h1>{{ department }}</h1>{% block offers %}{% endblock %}{% endblock %}`,
    main: `{% extends "department.html" %}{% from "forms.html" import input, button %}{% block title %}{{ product.title }} | {{ super() }}{% endblock %}{% block offers %}{% for offer in offers %}{% include "card.html" %}{% endfor %}<form>{% for field in fields %}{{ input(field.id, field.label, field.value) }}{% endfor %}{{ button("Send") }}</form>{% endblock %}`,
    "menu.html": `<nav>{% for link in menu %}<a href="{{ link.href }}"{% if link.href == path %} class="on"{% endif %}>{{ link.label }}</a>{% endfor %}<i>{{ visitor.name }}</i></nav>`,
    "footer.html": `<footer>{{ year }} {{ visitor.name }}</footer>`,
    "card.html": `<article><h2>{{ offer.name }}</h2><p>{{ offer.text }}</p>{% if offer.labels|length %}<ul>{% for label in offer.labels %}<li>{{ label }}</li>{% endfor %}</ul>{% endif %}</article>`,
    "forms.html": `{% macro input(id, label, value="", type="text") %}<label>{{ label }}<input type="{{ type }}" id="{{ id }}" value="{{ value }}"></label>{% endmacro %}{% macro button(text, type="submit") %}<button type="{{ type }}">{{ text }}</button>{% endmacro %}`,
  },
  list: {
    main: `<ol>{% for item in items %}<li>{{ item.name|upper }} ({{ item.places|join(", ") }}) {{ item.remark|default("none") }} {{ item.places|length }} {{ item.text|capitalize }} {{ item.count }}</li>{% endfor %}</ol>`,
  },
  static: {
    main: `<h1>{{ heading }}</h1>${holes((index) => `{{ v${index} }}`)}{% if by %}<p>{{ by }}</p>{% endif %}`,
  },
};

const eta = {
  table: {
    main: `<h1><%= it.heading %></h1><table><% it.rows.forEach((row, index) => { %><tr class="<% if (row.isOpen) { %>open<% } else { %>done<% } %>"><td><%= index + 1 %></td><td><%= row.number %></td><td><a href="mailto:<%= row.mail %>"><%= row.buyer %></a></td><td><%= row.total %></td><td><%= row.note %></td></tr><% }) %></table>`,
  },
  inherit: {
    base: `<!doctype html><title><%= it.title %>Shop</title><link rel="stylesheet" href="/shop.css"><%~ include("@menu", it) %><main><%~ it.body %></main><%~ include("@footer", it) %>`,
    department: `<% const { body, ...rest } = it; layout("@base", { ...rest, title: it.title + it.department + " | " }) %><h1><%= it.department %></h1><%~ it.body %>`,
    main: `<% layout("@department", { ...it, title: it.product.title + " | " }) %><% for (const offer of it.offers) { %><%~ include("@card", { offer }) %><% } %><form><% for (const field of it.fields) { %><%~ include("@input", field) %><% } %><%~ include("@button", { text: "Send" }) %></form>`,
    menu: `<nav><% for (const link of it.menu) { %><a href="<%= link.href %>"<% if (link.href === it.path) { %> class="on"<% } %>><%= link.label %></a><% } %><i><%= it.visitor.name %></i></nav>`,
    footer: `<footer><%= it.year %> <%= it.visitor.name %></footer>`,
    card: `<article><h2><%= it.offer.name %></h2><p><%= it.offer.text %></p><% if (it.offer.labels.length) { %><ul><% for (const label of it.offer.labels) { %><li><%= label %></li><% } %></ul><% } %></article>`,
    input: `<label><%= it.label %><input type="<%= it.type ?? "text" %>" id="<%= it.id %>" value="<%= it.value %>"></label>`,
    button: `<button type="<%= it.type ?? "submit" %>"><%= it.text %></button>`,
  },
  list: {
    main: `<ol><% for (const item of it.items) { %><li><%= item.name.toUpperCase() %> (<%= item.places.join(", ") %>) <%= item.remark ?? "none" %> <%= item.places.length %> <%= item.text[0].toUpperCase() + item.text.slice(1).toLowerCase() %> <%= item.count %></li><% } %></ol>`,
  },
  static: {
    main: `<h1><%= it.heading %></h1>${holes((index) => `<%= it.v${index} %>`)}<% if (it.by) { %><p><%= it.by %></p><% } %>`,
  },
};

const edge = {
  table: {
    main: `<h1>{{ heading }}</h1><table>
@each((row, index) in rows)
<tr class="{{ row.isOpen ? 'open' : 'done' }}"><td>{{ index + 1 }}</td><td>{{ row.number }}</td><td><a href="mailto:{{ row.mail }}">{{ row.buyer }}</a></td><td>{{ row.total }}</td><td>{{ row.note }}</td></tr>
@end
</table>`,
  },
  inherit: {
    base: `<!doctype html><title>{{ title }}Shop</title><link rel="stylesheet" href="/shop.css">
@include('menu')
<main>{{{ await $slots.main() }}}</main>
@include('footer')`,
    department: `@component('base', { title: title + department + ' | ', menu, path, visitor, year })
<h1>{{ department }}</h1>{{{ await $slots.main() }}}
@end`,
    main: `@component('department', { title: product.title + ' | ', department, menu, path, visitor, year })
@each(offer in offers)
@include('card')
@end
<form>
@each(field in fields)
@!component('input', field)
@end
@!component('button', { text: 'Send' })
</form>
@end`,
    menu: `<nav>
@each(link in menu)
<a href="{{ link.href }}"{{{ link.href === path ? ' class="on"' : '' }}}>{{ link.label }}</a>
@end
<i>{{ visitor.name }}</i></nav>`,
    footer: `<footer>{{ year }} {{ visitor.name }}</footer>`,
    card: `<article><h2>{{ offer.name }}</h2><p>{{ offer.text }}</p>
@if(offer.labels.length)
<ul>
@each(label in offer.labels)
<li>{{ label }}</li>
@end
</ul>
@end
</article>`,
    input: `<label>{{ label }}<input type="{{ $props.get('type') ?? 'text' }}" id="{{ id }}" value="{{ value }}"></label>`,
    button: `<button type="{{ $props.get('type') ?? 'submit' }}">{{ text }}</button>`,
  },
  list: {
    main: `<ol>
@each(item in items)
<li>{{ item.name.toUpperCase() }} ({{ item.places.join(', ') }}) {{ item.remark ?? 'none' }} {{ item.places.length }} {{ item.text[0].toUpperCase() + item.text.slice(1).toLowerCase() }} {{ item.count }}</li>
@end
</ol>`,
  },
  static: {
    main: `<h1>{{ heading }}</h1>${holes((index) => `{{ v${index} }}`)}
@if(by)
<p>{{ by }}</p>
@end`,
  },
};

const liquid = {
  table: {
    main: jinja.table.main.replace("loop.index", "forloop.index"),
  },
  inherit: {
    base: `<!doctype html><title>{% block title %}{% endblock %}Shop</title><link rel="stylesheet" href="/shop.css">{% render "menu", menu: menu, path: path, visitor: visitor %}<main>{% block main %}{% endblock %}</main>{% render "footer", year: year, visitor: visitor %}`,
    main: `{% layout "base" %}{% block title %}{{ product.title }} | {{ department }} | {% endblock %}{% block main %}<h1>{{ department }}</h1>{% for offer in offers %}{% render "card", offer: offer %}{% endfor %}<form>{% for field in fields %}{% render "input", id: field.id, label: field.label, value: field.value %}{% endfor %}{% render "button", text: "Send" %}</form>{% endblock %}`,
    menu: jinja.inherit["menu.html"],
    footer: jinja.inherit["footer.html"],
    card: jinja.inherit["card.html"].replace("offer.labels|length", "offer.labels.size > 0"),
    input: `<label>{{ label }}<input type="{{ type | default: "text" }}" id="{{ id }}" value="{{ value }}"></label>`,
    button: `<button type="{{ type | default: "submit" }}">{{ text }}</button>`,
  },
  list: {
    main: `<ol>{% for item in items %}<li>{{ item.name | upcase }} ({{ item.places | join: ", " }}) {{ item.remark | default: "none" }} {{ item.places | size }} {{ item.text | capitalize }} {{ item.count }}</li>{% endfor %}</ol>`,
  },
  static: jinja.static,
};

const handlebars = {
  table: {
    main: `<h1>{{heading}}</h1><table>{{#each rows}}<tr class="{{#if isOpen}}open{{else}}done{{/if}}"><td>{{inc @index}}</td><td>{{number}}</td><td><a href="mailto:{{mail}}">{{buyer}}</a></td><td>{{total}}</td><td>{{note}}</td></tr>{{/each}}</table>`,
  },
  inherit: {
    base: `<!doctype html><title>{{> title}}Shop</title><link rel="stylesheet" href="/shop.css">{{> menu}}<main>{{> main}}</main>{{> footer}}`,
    department: `{{#> base}}{{#*inline "title"}}{{> title2}}{{department}} | {{/inline}}{{#*inline "main"}}<h1>{{department}}</h1>{{> offers}}{{/inline}}{{/base}}`,
    page: `{{#> department}}{{#*inline "title2"}}{{product.title}} | {{/inline}}{{#*inline "offers"}}{{#each offers}}{{> card}}{{/each}}<form>{{#each fields}}{{> input}}{{/each}}{{> button text="Send"}}</form>{{/inline}}{{/department}}`,
    main: "{{> page}}",
    menu: `<nav>{{#each menu}}<a href="{{href}}"{{#if (same href ../path)}} class="on"{{/if}}>{{label}}</a>{{/each}}<i>{{visitor.name}}</i></nav>`,
    footer: `<footer>{{year}} {{visitor.name}}</footer>`,
    card: `<article><h2>{{name}}</h2><p>{{text}}</p>{{#if labels}}<ul>{{#each labels}}<li>{{this}}</li>{{/each}}</ul>{{/if}}</article>`,
    input: `<label>{{label}}<input type="{{or type "text"}}" id="{{id}}" value="{{value}}"></label>`,
    button: `<button type="{{or type "submit"}}">{{text}}</button>`,
  },
  list: {
    main: `<ol>{{#each items}}<li>{{upper name}} ({{join places ", "}}) {{or remark "none"}} {{places.length}} {{capitalize text}} {{count}}</li>{{/each}}</ol>`,
  },
  static: {
    main: `<h1>{{heading}}</h1>${holes((index) => `{{v${index}}}`)}{{#if by}}<p>{{by}}</p>{{/if}}`,
  },
};

/** A template of 300 lines, for compiling: twenty times fifteen lines of what templates have. */
export const long = Array.from(
  { length: 20 },
  (_, index) => `<section id="s${index}">
  <h2>{{ page.title }} {{ part${index} }}</h2>
  {% if visitor.name and not visitor.hidden %}
    <p class="{{ style|default('plain') }}">{{ visitor.name|upper }}</p>
  {% elif visitor.age > ${index} %}
    <p>{{ visitor.age + ${index} }}</p>
  {% endif %}
  <ul>
  {% for item in items${index} %}
    <li>{{ loop.index }} {{ item.name|title }}: {{ item.price * 2 }} {{ item['tags']|join(', ') }}</li>
  {% endfor %}
  </ul>
  {% set sum${index} = (sum or 0) + ${index} %}
  <a href="{{ url('x', id=${index}) }}">{{ 'n' ~ sum${index} }}</a>
</section>
`,
).join("");

export const languages = { jinja, eta, edge, liquid, handlebars };
