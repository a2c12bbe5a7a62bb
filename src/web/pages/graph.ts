import type { Picture } from "./picture.ts";

/** Which members are connected to each other, as far as one daemon knows. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
}

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  readonly kind: "this" | "supernode" | "member";
}

export interface GraphLink {
  readonly from: string;
  readonly to: string;
  readonly kind: "direct" | "relayed" | "registered";
  readonly label: string;
}

/** Tunable: more than anyone can tell apart. */
const tuned = { members: 200 } as const;

/** Relayed peers hang on the supernode through which they are reached. */
export function graphOf({ kind, title, mac, supernodes, members }: Picture): Graph {
  const shown = members.slice(0, tuned.members);
  const current = supernodes.find(({ state }) => state === "registered") ?? supernodes[0];
  const relay = kind === "edge" ? current && `supernode ${current.socket}` : mac;
  const links: GraphLink[] = supernodes.map(({ socket, state, rtt_ms }) => ({
    from: mac,
    to: `supernode ${socket}`,
    kind: "registered",
    label: rtt_ms === undefined ? state : `${state}, ${rtt_ms} ms`,
  }));
  const ids = idsOf(kind, shown);
  for (const [at, { path, rtt_ms }] of shown.entries()) {
    const to = ids[at]!;
    const from = path === "direct" ? mac : (relay ?? mac);
    links.push({ from, to, kind: path, label: rtt_ms === undefined ? "" : `${rtt_ms} ms` });
  }
  return {
    nodes: [
      { id: mac, label: title, kind: "this" },
      ...supernodes.map(({ socket }) => ({ id: `supernode ${socket}`, label: socket, kind: "supernode" as const })),
      ...shown.map(({ mac: own, name, address }, at) => {
        return { id: ids[at]!, label: [name, address].filter(Boolean).join(" ") || own, kind: "member" as const };
      }),
    ],
    links,
  };
}

/** A MAC address is unique in one community alone, and those with encrypted headers have no name here. */
function idsOf(kind: Picture["kind"], members: Picture["members"]): readonly string[] {
  const taken = new Map<string, number>();
  return members.map(({ mac, community }) => {
    const id = kind === "edge" ? mac : `${mac} in ${community}`;
    const times = (taken.get(id) ?? 0) + 1;
    taken.set(id, times);
    return times === 1 ? id : `${id} (${times})`;
  });
}

/** In the DOT language of Graphviz. */
export function dotOf({ nodes, links }: Graph): string {
  const lines = [
    ...nodes.map(({ id, label, kind }) => `${quoted(id)} [label=${quoted(label)}, shape=${shapes[kind]}];`),
    ...links.map(({ from, to, kind, label }) => {
      return `${quoted(from)} -- ${quoted(to)} [label=${quoted(label)}, style=${styles[kind]}];`;
    }),
  ];
  return `graph n2n {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

const shapes = { this: "doublecircle", supernode: "box", member: "ellipse" } as const;
const styles = { direct: "solid", relayed: "dashed", registered: "dotted" } as const;

/** Peers choose some of these texts. In DOT only a quotation mark and a backslash mean something. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&").replace(/\p{Cc}/gu, " ")}"`;
