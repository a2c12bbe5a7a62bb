/** Peer-to-peer libraries of the npm registry, installed only on request. */
export const npmSystems = ["hyperdht", "libp2p", "webrtc"] as const;
export type NpmSystem = (typeof npmSystems)[number];
