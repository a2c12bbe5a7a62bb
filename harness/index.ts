/**
 * All that a scenario may import: `scenario` declares it; `host`, `router` and `topology` build its network; `nat`,
 * `presets` and `presets6` are NATs. `docs/scenario-reference.md` is generated from these declarations.
 *
 * @module
 */
export { scenario, type Actor, type Actors, type Check, type RouterActor, type Scenario } from "./story/scenario.ts";
export type { HelperOptions, NodeOptions, ProgramOptions } from "./story/world.ts";
export type { N2nHelperOptions, N2nNodeOptions } from "./sut/n2n/options.ts";
export type { Path } from "./expect/claim.ts";
export { host, router, topology, type HostOptions, type RouterOptions } from "./topology/builders.ts";
export type { HostNames, HostNode, Node, RouterNames, RouterNode, Topology } from "./topology/topology.ts";
export type { Impairment, Link } from "./topology/link.ts";
export type { ImpairmentSpec, LinkSpec } from "./topology/link-spec.ts";
export { nat } from "./topology/nat/nat.ts";
export type {
  Change,
  Dependence,
  Egress,
  Firewall,
  Nat,
  NoNat,
  Pooling,
  PortAllocation,
  PortRange,
  Refresh,
  Timer,
  Translation,
} from "./topology/nat/nat.ts";
export { presets, type Preset, type PresetName } from "./topology/nat/presets.ts";
export { presets6, type Preset6Name } from "./topology/nat/presets-ipv6.ts";
export { portMappingProtocols, type PortMappingProtocol } from "./topology/port-mapping.ts";
export { duration } from "./topology/duration.ts";
export type { Duration } from "../src/base/instant.ts";
