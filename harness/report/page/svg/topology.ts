import { escapeMarkup } from "../../junit.ts";
import type { CaseReport } from "../../run-json.ts";

/** Tunable, in pixels. */
const tuned = { cell: 190, gap: 72, box: { width: 150, height: 44, line: 14 }, letters: 24, margin: 10 } as const;

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** The internet on top, every node below the one that it is behind; on each cable what was asked for and measured. */
export function topologySvg({ topology, links }: Pick<CaseReport, "topology" | "links">): string {
  const labels = new Map(topology.map(({ name, nat }) => [name, nat === undefined ? [] : linesOf(nat)]));
  const boxHeight =
    tuned.box.height + tuned.box.line * Math.max(0, ...[...labels.values()].map((label) => label.length - 1));
  const spots = place(topology, boxHeight + tuned.gap);
  const depth = Math.max(...[...spots.values()].map((spot) => spot.y));
  const width = Math.max(1, leavesOf(topology, undefined)) * tuned.cell + 2 * tuned.margin;
  const height = depth + boxHeight + tuned.margin;
  const internet = spots.get("")!;
  const cables = topology.map((node) => {
    const [from, to] = [spots.get(node.inside ?? "")!, spots.get(node.name)!];
    const line = `<line x1="${from.x}" y1="${from.y + boxHeight}" x2="${to.x}" y2="${to.y}"/>`;
    // Just above the box, where neighbouring cables, and so their labels, are furthest apart.
    const texts = linkLabels(links.filter((link) => link.node === node.name)).map(
      (text, i) => `<text class="link" x="${to.x}" y="${to.y - 22 + 14 * i}">${escapeMarkup(text)}</text>`,
    );
    return line + texts.join("");
  });
  const boxes = topology.map(({ name, kind }) => box(spots.get(name)!, boxHeight, [name, ...labels.get(name)!], kind));
  return (
    `<svg class="figure topology" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="the network">` +
    `${cables.join("")}${box(internet, boxHeight, ["internet"], "core")}${boxes.join("")}</svg>`
  );
}

/** The first line is the name; the others say what the node does. */
function box({ x, y }: Spot, height: number, lines: readonly string[], kind: string): string {
  const { width, line } = tuned.box;
  const first = y + (height - line * (lines.length - 1)) / 2 + 4;
  const texts = lines.map(
    (text, i) => `<text${i > 0 ? ` class="nat"` : ""} x="${x}" y="${first + line * i}">${escapeMarkup(text)}</text>`,
  );
  return `<g class="${kind}"><rect x="${x - width / 2}" y="${y}" width="${width}" height="${height}" rx="6"/>${texts.join("")}</g>`;
}

/** Wraps to the width of a box, at spaces. */
function linesOf(text: string): string[] {
  return text.split(" ").reduce<string[]>((lines, word) => {
    const longer = [lines.at(-1), word].filter(Boolean).join(" ");
    return longer.length <= tuned.letters ? [...lines.slice(0, -1), longer] : [...lines, word];
  }, []);
}

/** For each direction what was asked for and measured: `↑ 10 → 10.1 ms`. */
function linkLabels(links: CaseReport["links"]): string[] {
  const label = ({ asked, p50, lost, sent }: CaseReport["links"][number]): string => {
    const got = p50 === null ? "" : ` → ${p50.toFixed(1)}`;
    const loss =
      asked.loss > 0 && sent > 0
        ? `, loss ${(asked.loss * 100).toFixed(0)} → ${((lost / sent) * 100).toFixed(1)} %`
        : "";
    return `${asked.delay}${got} ms${loss}`;
  };
  return links.map((link) => `${link.direction === "up" ? "↑" : "↓"} ${label(link)}`);
}

function place(topology: CaseReport["topology"], level: number): Map<string, Spot> {
  const spots = new Map<string, Spot>();
  const below = (parent: string | undefined, left: number, y: number): void => {
    spots.set(parent ?? "", { x: left + (leavesOf(topology, parent) * tuned.cell) / 2, y });
    let at = left;
    for (const child of topology.filter((node) => node.inside === parent)) {
      below(child.name, at, y + level);
      at += leavesOf(topology, child.name) * tuned.cell;
    }
  };
  below(undefined, tuned.margin, tuned.margin);
  return spots;
}

/** How many columns the nodes below take; a leaf takes one. */
function leavesOf(topology: CaseReport["topology"], parent: string | undefined): number {
  const children = topology.filter((node) => node.inside === parent);
  return children.length === 0 ? 1 : children.reduce((sum, node) => sum + leavesOf(topology, node.name), 0);
}
