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
  for (const { mac: to, path, rtt_ms } of shown) {
    const from = path === "direct" ? mac : (relay ?? mac);
    links.push({ from, to, kind: path, label: rtt_ms === undefined ? "" : `${rtt_ms} ms` });
  }
  return {
    nodes: [
      { id: mac, label: title, kind: "this" },
      ...supernodes.map(({ socket }) => ({ id: `supernode ${socket}`, label: socket, kind: "supernode" as const })),
      ...shown.map(({ mac: id, name, address }) => {
        return { id, label: [name, address].filter(Boolean).join(" ") || id, kind: "member" as const };
      }),
    ],
    links,
  };
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
