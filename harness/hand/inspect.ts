import type { LabParts } from "./lab.ts";
import { alignColumns, type Fit } from "../report/text/columns.ts";
import { describeLink } from "../topology/impairment/shown.ts";
import { describeNat } from "../topology/nat/nat.ts";
import { walk } from "../topology/walk.ts";

/** A node of a standing laboratory as it is now, for tables and machines. */
export interface NodeView {
  readonly name: string;
  readonly kind: "host" | "router" | "internet";
  /** The router in whose LAN it is; absent = on the internet. */
  readonly inside?: string;
  /** By interface, without prefix lengths. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** What its NAT is declared to do. */
  readonly nat?: string;
  /** How its hosts can ask it to forward a port. */
  readonly mapsPorts?: readonly string[];
  /** Its cable towards the internet; absent = plain. */
  readonly link?: string;
  /** Its cable is unplugged. */
  readonly unplugged?: true;
  /** Of its program in the overlay. */
  readonly overlay?: string;
  readonly programs: readonly {
    readonly program: string;
    /** Inside the laboratory. */
    readonly pid: number;
    /** The exit code with which it ended; absent = it runs. */
    readonly ended?: number;
    readonly log: string;
  }[];
}

/** Every node, in the order of the topology. */
export function nodeViews({ lab, state, programs, systems }: LabParts): readonly NodeView[] {
  const walked = new Map([...walk(state.topology)].map((visited) => [visited.name, visited.node]));
  const plan = state.addresses;
  return lab.plan.nodes.flatMap(({ name, role }): NodeView[] => {
    if (role === "switch") return [];
    const node = walked.get(name);
    const interfaces = plan.interfaces.filter((iface) => iface.node === name && iface.addresses.length > 0);
    // The second cable of a host that roams is not plugged in until it moves there.
    const now = node?.kind === "host" && node.roams ? state.attachment(name)?.name : undefined;
    const plugged = interfaces.filter((iface) => now === undefined || iface.name === now);
    const [inside] = plan.routersAbove[name] ?? [];
    const nat = state.routers.get(name)?.declared;
    const link = node && describeLink(state.link(name));
    const overlay = systems.overlay[name]?.address;
    return [
      {
        name,
        kind: node?.kind ?? "internet",
        ...(inside !== undefined && { inside }),
        addresses: Object.fromEntries(plugged.map((iface) => [iface.name, iface.addresses.map((net) => net.address)])),
        ...(nat && { nat: `${node?.kind === "router" && node.nat64 ? "NAT64 " : ""}${describeNat(nat)}` }),
        ...(node?.kind === "router" && node.portMapping && { mapsPorts: node.portMapping }),
        ...(link !== undefined && link !== "0 ms" && { link }),
        ...(state.unplugged.has(name) && { unplugged: true as const }),
        ...(overlay !== undefined && { overlay }),
        programs: programs.started
          .filter((one) => one.node === name)
          .map(({ program, pid, logFile: log, ended }) => ({
            program,
            pid,
            log,
            ...(ended !== undefined && { ended }),
          })),
      },
    ];
  });
}

const titles = ["NODE", "KIND", "IN", "ADDRESSES", "NAT", "LINK", "PROGRAMS"];

/** As a table; columns in which nothing would be are left out. */
export function nodesTable(views: readonly NodeView[], { width }: Pick<Fit, "width"> = {}): string {
  const rows = views.filter(({ kind }) => kind !== "internet").map(rowOf);
  const used = titles.map((_, column) => column === 0 || rows.some((row) => row[column] !== ""));
  const cells = [titles, ...rows].map((row) => row.filter((_, i) => used[i]).map((text) => ({ text })));
  return alignColumns(cells, { width, titled: true }).join("\n");
}

function rowOf({ name, kind, inside = "", addresses, nat, mapsPorts, link, unplugged, overlay, programs }: NodeView) {
  const named = Object.entries(addresses).map(([iface, all]) => `${iface} ${all.join(" ")}`);
  const does = [nat, mapsPorts && `forwards ports by ${mapsPorts.join(", ")}`].filter((text) => text !== undefined);
  const running = programs.map(({ program, ended }) =>
    ended === undefined ? program : `${program} (ended: ${ended})`,
  );
  const at = overlay === undefined ? running : [...running, `at ${overlay}`];
  const cable = unplugged ? "unplugged" : (link ?? "");
  return [name, kind, inside, named.join(", "), does.join("; "), cable, at.join(" ")];
}
