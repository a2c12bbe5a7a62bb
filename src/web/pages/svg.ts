import type { Graph, GraphLink } from "./graph.ts";

/** Measures in pixels. */
const drawing = {
  size: 640,
  middle: 320,
  inner: 110,
  outer: 250,
  radius: 7,
  text: 11,
  labels: 60,
  letters: 36,
  margin: 150,
} as const;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The graph as a picture: this daemon in the middle, supernodes around it, then members. No script, no style of others. */
export function svgOf({ nodes, links }: Graph): string {
  const places = new Map<string, Place>();
  // Between two members, so that no link covers another.
  const between = 0.5 / Math.max(1, nodes.filter(({ kind }) => kind === "member").length);
  for (const [kind, radius, start] of [
    ["this", 0, 0],
    ["supernode", drawing.inner, between],
    ["member", drawing.outer, 0],
  ] as const) {
    const all = nodes.filter((node) => node.kind === kind);
    all.forEach(({ id }, at) => places.set(id, around(radius, start + at / all.length)));
  }
  const lines = links.map((link) => line(link, places));
  const dots = nodes.map(({ id, label, kind }) => {
    const { x, y } = places.get(id)!;
    const text =
      nodes.length > drawing.labels && kind === "member" ? "" : textAt(x, y - drawing.radius - 3, brief(label));
    const title = `<title>${xmlText(`${label} ${id}`)}</title>`;
    return `<g><circle cx="${x}" cy="${y}" r="${drawing.radius}" fill="${fills[kind]}">${title}</circle>${text}</g>`;
  });
  const { size } = drawing;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size}" height="${size}" ` +
    `font-family="sans-serif" font-size="${drawing.text}">\n${[...lines, ...dots].join("\n")}\n</svg>\n`
  );
}

const fills = { this: "#1d4ed8", supernode: "#6b7280", member: "#0f766e" } as const;
const strokes = { direct: "#0f766e", relayed: "#b45309", registered: "#9ca3af" } as const;
const dashes = { direct: "", relayed: ' stroke-dasharray="6 4"', registered: ' stroke-dasharray="2 3"' } as const;

function around(radius: number, turn: number): Place {
  const angle = 2 * Math.PI * turn - Math.PI / 2;
  const rounded = (value: number) => Math.round(drawing.middle + radius * value);
  return { x: rounded(Math.cos(angle)), y: rounded(Math.sin(angle)) };
}

function line({ from, to, kind, label }: GraphLink, places: ReadonlyMap<string, Place>): string {
  const [a, b] = [places.get(from)!, places.get(to)!];
  const drawn = `<line x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}" stroke="${strokes[kind]}"${dashes[kind]}/>`;
  const middle = { x: Math.round((a.x + b.x) / 2), y: Math.round((a.y + b.y) / 2) };
  return label === "" || places.size > drawing.labels ? drawn : `<g>${drawn}${textAt(middle.x, middle.y, label)}</g>`;
}

/** Its title has the whole of it. */
const brief = (label: string): string => {
  const letters = [...label];
  return letters.length <= drawing.letters ? label : `${letters.slice(0, drawing.letters - 1).join("")}…`;
};

/** Near an edge of the picture, text grows away from it. */
function textAt(x: number, y: number, text: string): string {
  const anchor = x < drawing.margin ? "start" : x > drawing.size - drawing.margin ? "end" : "middle";
  const from = anchor === "middle" ? x : anchor === "start" ? x - drawing.radius : x + drawing.radius;
  return `<text x="${from}" y="${y}" text-anchor="${anchor}" fill="#374151">${xmlText(text)}</text>`;
}

/** Peers choose some of these texts; control characters are not allowed in XML. */
export const xmlText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/[\p{Cc}\ufffe\uffff]/gu, " ");
