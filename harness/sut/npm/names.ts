/** Peer-to-peer libraries of the npm registry, installed only for those who ask for them. */
export const npmSystems = ["hyperdht", "webrtc"] as const;
export type NpmSystem = (typeof npmSystems)[number];
