import type { Prediction } from "../nat/predict/predict.ts";
import type { PunchingWay } from "../nat/predict/punching.ts";
import { predict, type Setting } from "../nat/predict/setting.ts";
import { cellNetwork } from "../matrix/cell-network.ts";
import { classicPairs } from "../matrix/sets/pairs.ts";
import { host, router, topology } from "../topology/builders.ts";
import { nat, type Nat } from "../topology/nat/nat.ts";
import { presets } from "../topology/nat/presets.ts";
import type { Topology } from "../topology/topology.ts";

/** What happens once a path is found; pings must flow again afterwards. */
export type Disturbance = "forgets" | "reboots" | "gets another address" | "moves" | "helper restarts";

/** Surroundings in which every system is tried, and what may happen there. Alice and bob talk; sn is the helper's host. */
export interface Situation {
  /** Unique, and fit for a folder. */
  readonly name: string;
  readonly group: "pairs of NATs" | "homes" | "recovery";
  readonly row: string;
  readonly column: string;
  readonly topology: Topology;
  readonly setting: Setting;
  /** For programs that answer to the address from which a packet came, and guess no ports. */
  readonly prediction: Prediction;
  readonly disturbance?: Disturbance;
}

/** Milliseconds one way on every access link, so that a relayed path also shows in round trips. */
const conditions = { loss: 0, delay: 10 };
const link = { link: { delay: "10ms" } } as const;

const { portRestricted, symmetric } = nat;
const hairpin: Nat = { ...portRestricted, hairpin: "external-source" };
const preserving: Nat = { ...symmetric, ports: "preserving" };

export const situations: readonly Situation[] = [
  ...classicPairs().map(({ row, column, a, b }) => across("pairs of NATs", row, column, a, b)),
  across("homes", "two NATs in a row", "home", [portRestricted, portRestricted], [portRestricted]),
  across("homes", "carrier's NAT", "home", [presets.home.nat, presets.cgnat.nat], [portRestricted]),
  across("homes", "carrier's NAT", "carrier's NAT", [presets.home.nat, presets.cgnat.nat], [presets.home.nat, presets.cgnat.nat]), // prettier-ignore
  shared("one NAT, hairpinning", [hairpin]),
  shared("one NAT, not hairpinning", [portRestricted]),
  sameLan(),
  across("homes", "UDP blocked", "home", [presets["udp-blocked"].nat], [portRestricted]),
  across("homes", "symmetric, port-preserving", "port-restricted", [preserving], [portRestricted]),
  ...(["forgets", "reboots", "gets another address", "helper restarts"] as const).map((disturbance) => ({
    ...across("recovery", `NAT ${disturbance}`.replace("NAT helper", "helper"), "port-restricted", [portRestricted], [portRestricted]), // prettier-ignore
    disturbance,
  })),
  moving(),
];

function across(
  group: Situation["group"],
  row: string,
  column: string,
  a: readonly Nat[],
  b: readonly Nat[],
): Situation {
  return {
    ...place(group, row, column),
    topology: cellNetwork({ a, b }, conditions),
    ...predicted({ a, b }),
  };
}

function shared(row: string, nats: readonly Nat[]): Situation {
  return {
    ...place("homes", row, "same NAT"),
    topology: cellNetwork({ a: [], b: [], shared: nats }, conditions),
    ...predicted({ a: [], b: [], shared: nats }),
  };
}

function sameLan(): Situation {
  const lan = { alice: host(), bob: host() };
  return {
    ...place("homes", "one LAN", "same LAN"),
    topology: topology("same-lan", { sn: host(link), home: router({ nat: portRestricted, ...link, lan }) }),
    ...predicted({ a: [], b: [], shared: [portRestricted], neighbours: true }),
  };
}

/** Alice goes to a café; anna and carl are there so that both routers can be measured. */
function moving(): Situation {
  return {
    ...place("recovery", "node moves", "port-restricted"),
    topology: topology("moving", {
      sn: host(link),
      homeA: router({ nat: portRestricted, ...link, lan: { alice: host({ roams: ["cafe"] }), anna: host() } }),
      cafe: router({ nat: portRestricted, ...link, lan: { carl: host() } }),
      homeB: router({ nat: portRestricted, ...link, lan: { bob: host() } }),
    }),
    ...predicted({ a: [portRestricted], b: [portRestricted] }),
    disturbance: "moves",
  };
}

function predicted(setting: Setting): Pick<Situation, "setting" | "prediction"> {
  return { setting, prediction: predict(setting) };
}

/** For two programs that punch in this way. */
export const predictionFor = ({ setting }: Situation, way: PunchingWay): Prediction =>
  predict({ ...setting, ...(way.tcpRelay && { tcpRelay: true }) }, { a: way, b: way });

function place(group: Situation["group"], row: string, column: string) {
  const name = [group, row, column].map((text) => text.replaceAll(/[^A-Za-z0-9]+/g, "-")).join("--");
  return { name, group, row, column };
}
