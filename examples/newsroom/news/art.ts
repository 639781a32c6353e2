/** Pictures for the articles: a sea, a sky and what stands between, drawn from the article's number. */

import { Chance } from "./random.ts";

const [WIDTH, HEIGHT] = [960, 540];

/** Colours that go together: the sky, its upper part, the sun, what stands there, and the water from far to near. */
const PALETTES = [
  ["#f3e3cd", "#e9c9a8", "#d9694a", "#5b4a4a", "#8fb0b5", "#2f5a68"],
  ["#dce8ea", "#b9d0d6", "#f2b560", "#3c4f5c", "#7aa0a8", "#23424f"],
  ["#f6ead6", "#f0cfae", "#e2984f", "#7b5142", "#a9b39a", "#4f6152"],
  ["#e5e1ec", "#c4bdd6", "#e68a6c", "#4b4763", "#8f93b5", "#39406a"],
  ["#eef0e4", "#cfd9c4", "#e0b04c", "#55604a", "#93aa9b", "#38594f"],
  ["#f7dfd3", "#eab6a2", "#fff3df", "#6a3f3f", "#a8a3b0", "#4a4a63"],
  ["#dfe9f2", "#a9c3da", "#fdf1d2", "#4a4f57", "#6d90ae", "#1f3d5c"],
  ["#2c3648", "#1c2433", "#f0d9a0", "#10151f", "#3a4f63", "#141d2b"],
] as const;

type Palette = (typeof PALETTES)[number];

/** Gives a picture as SVG; the same for the same number. */
export function artOf(number: number): string {
  const chance = new Chance(number * 2_654_435_761);
  const palette = chance.of(PALETTES);
  const [sky, above, sun] = palette;
  const horizon = chance.between(270, 350);
  const disc = `<circle cx="${chance.between(140, 820)}" cy="${chance.between(90, horizon - 20)}" r="${chance.between(34, 84)}" fill="${sun}"/>`;
  const shapes = chance.of([boats, houses, hills, lighthouse])(chance, palette, horizon);
  const waves = Array.from({ length: 5 }, (_, index) => wave(chance, palette, horizon, index));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="xMidYMid slice"><defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="${above}"/><stop offset="1" stop-color="${sky}"/></linearGradient></defs><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#s)"/>${disc}${shapes}${waves.join("")}</svg>`;
}

function wave(chance: Chance, palette: Palette, horizon: number, index: number): string {
  const top = horizon + index * 46;
  const swing = chance.between(6, 18);
  const path = Array.from({ length: 9 }, () => `q60 ${-swing} 120 0`).join(" ");
  // Each one is nearer, and darker.
  return `<path d="M${-chance.between(0, 60)} ${top} ${path} V${HEIGHT} H0 Z" fill="color-mix(in srgb, ${palette[4]}, ${palette[5]} ${index * 25}%)"/>`;
}

function boats(chance: Chance, palette: Palette, horizon: number): string {
  return Array.from({ length: chance.between(1, 4) }, () => {
    const [x, size] = [chance.between(80, 840), chance.between(40, 110)];
    const sail = `<path d="M${x} ${horizon} V${horizon - size * 1.6} L${x + size * 0.7} ${horizon - size * 0.3} Z" fill="#fffaf0" opacity=".94"/>`;
    return `${sail}<path d="M${x - size} ${horizon - 8} h${size * 2} l${-size * 0.4} ${size * 0.45} h${-size * 1.2} Z" fill="${palette[3]}"/>`;
  }).join("");
}

function houses(chance: Chance, palette: Palette, horizon: number): string {
  let x = chance.between(0, 200);
  let drawn = "";
  while (x < WIDTH - 60) {
    const [width, height] = [chance.between(50, 110), chance.between(70, 200)];
    const top = horizon - height;
    const shade = chance.between(0, 45);
    drawn += `<path d="M${x} ${horizon + 30} V${top} l${width / 2} ${-width / 3} l${width / 2} ${width / 3} V${horizon + 30} Z" fill="color-mix(in srgb, ${palette[3]}, ${palette[2]} ${shade}%)"/><rect x="${x + width / 2 - 7}" y="${top + 20}" width="14" height="20" fill="${palette[0]}" opacity=".8"/>`;
    x += width + chance.between(0, 40);
  }
  return drawn;
}

function hills(chance: Chance, palette: Palette, horizon: number): string {
  return Array.from({ length: 3 }, (_, index) => {
    const [x, height] = [chance.between(-100, 700), chance.between(90, 230)];
    return `<path d="M${x} ${horizon + 20} q260 ${-height * 2} 520 0 Z" fill="color-mix(in srgb, ${palette[3]}, ${palette[0]} ${60 - index * 25}%)"/>`;
  }).join("");
}

function lighthouse(chance: Chance, palette: Palette, horizon: number): string {
  const x = chance.between(160, 760);
  const rock = `<path d="M${x - 130} ${horizon + 30} q130 -90 270 0 Z" fill="${palette[3]}"/>`;
  const tower = `<path d="M${x - 22} ${horizon - 20} l8 -170 h28 l8 170 Z" fill="#fffaf0"/><path d="M${x - 18} ${horizon - 90} h36 l2 40 h-40 Z" fill="${palette[2]}"/>`;
  const lamp = `<rect x="${x - 16}" y="${horizon - 216}" width="32" height="28" rx="4" fill="${palette[3]}"/>`;
  const beam = `<path d="M${x} ${horizon - 202} L${WIDTH} ${horizon - 320} V${horizon - 130} Z" fill="${palette[2]}" opacity=".25"/>`;
  return `${beam}${rock}${tower}${lamp}`;
}
