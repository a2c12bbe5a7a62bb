import type { Instant } from "../base/instant.ts";
import type { EdgeStatus, PacketCount } from "../status/edge-status.ts";

/** The packet kinds that the reference counts; `sealed` = all frames that went through the transform. */
export type PacketKind = "sealed" | "direct" | "relayed" | "relayedBroadcast";

export function packetsOf({ traffic }: EdgeStatus): Readonly<Record<PacketKind, PacketCount>> {
  const { direct, relayed, relayedBroadcast } = traffic;
  const sealed = { sent: direct.sent + relayed.sent, received: direct.received + relayed.received };
  return { sealed, direct, relayed, relayedBroadcast };
}

/** The last answer of a supernode to a registration. */
export const lastSupernode = ({ supernodes }: EdgeStatus): Instant | undefined =>
  supernodes.find(({ lastSeen }) => lastSeen !== undefined)?.lastSeen;
