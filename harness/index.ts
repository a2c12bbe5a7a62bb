/** All that a scenario may import. */
export { nat, type Nat } from "./topology/nat/nat.ts";
export { presets, type PresetName } from "./topology/nat/presets.ts";
export type { PortMappingProtocol } from "./topology/port-mapping.ts";
export { presets6, type Preset6Name } from "./topology/nat/presets-ipv6.ts";
export { duration } from "./topology/duration.ts";
export type { LinkSpec } from "./topology/link-spec.ts";
export { scenario } from "./story/scenario.ts";
export type { Path } from "./expect/claim.ts";
