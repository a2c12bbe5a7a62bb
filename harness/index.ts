/**
 * All that a scenario or a test may import: `scenario` declares one; `host`, `router` and `topology` build its network;
 * `nat`, `presets` and `presets6` are NATs; `lab` builds a laboratory inside a test; `defineConfig` is for
 * `natlab.config.ts`. `docs/scenario-reference.md` is generated from these declarations.
 *
 * @module
 */
export { scenario, type Actor, type Actors, type Check, type RouterActor, type Scenario } from "./story/scenario.ts";
export type { HelperOptions, NodeOptions, ProgramOptions } from "./story/world.ts";
export type { N2nHelperOptions, N2nNodeOptions } from "./sut/n2n/options.ts";
export type { Path, Ref, Verdict } from "./expect/claim.ts";
export {
  host,
  router,
  topology,
  type HostOptions,
  type NetworkOptions,
  type RouterOptions,
} from "./topology/builders.ts";
export type { HostNames, HostNode, Node, RouterNames, RouterNode, Topology } from "./topology/topology.ts";
export type { BurstLoss, Impairment, Link, Mtu, Queue, Reorder } from "./topology/link.ts";
export type { PortGuessing } from "./nat/predict/guessing.ts";
export type { PunchingWay } from "./nat/predict/punching.ts";
export type { LinkSpec } from "./topology/link-spec.ts";
export type { ImpairmentSpec } from "./topology/impairment/spec.ts";
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
export { defineConfig, type NatlabConfig } from "./project/config.ts";
export type * from "./sut/contract.ts";
export { Unsupported } from "./sut/unsupported.ts";
export {
  ClaimNotMet,
  type CommandRunner,
  type Laboratory,
  type LabSettings,
  type Program,
} from "./library/laboratory.ts";
export { lab } from "./library/lab.ts";
export type { ProofDepth } from "./lab/probe-place.ts";
export type { Completed } from "./lab/protocol.ts";
export type { NpmSystem } from "./sut/npm/names.ts";
