import type { Instant } from "../../base/instant.ts";
import { isGroup } from "../../base/address/mac.ts";
import type { Packet } from "../../wire/message.ts";
import type { TrafficStatus } from "../../status/edge-status.ts";
import type { CarriedTraffic } from "../event.ts";

/** Counts what an edge sent and opened, for the status. */
export class TrafficCounters {
  readonly #direct = { sent: 0, received: 0 };
  readonly #relayed = { sent: 0, received: 0 };
  readonly #relayedBroadcast = { sent: 0, received: 0 };
  #lastDirect: Instant | undefined;

  sentDirect(): void {
    this.#direct.sent++;
  }

  sentRelayed({ destination }: Packet): void {
    this.#relayed.sent++;
    if (isGroup(destination)) this.#relayedBroadcast.sent++;
  }

  received({ fromSupernode, destination }: Packet, now: Instant): void {
    if (!fromSupernode) {
      this.#direct.received++;
      this.#lastDirect = now;
      return;
    }
    this.#relayed.received++;
    if (isGroup(destination)) this.#relayedBroadcast.received++;
  }

  /** Frames that the datapath sent, by the current path, and opened. */
  carried(
    { peer, sent, direct, relayed, overheard = 0 }: CarriedTraffic,
    path: "direct" | "relayed",
    now: Instant,
  ): void {
    (path === "direct" ? this.#direct : this.#relayed).sent += sent;
    this.#direct.received += direct;
    this.#relayed.received += relayed + overheard;
    this.#relayedBroadcast.received += overheard;
    if (isGroup(peer)) this.#relayedBroadcast.sent += sent;
    if (direct > 0) this.#lastDirect = now;
  }

  status(): TrafficStatus {
    return {
      direct: { ...this.#direct },
      relayed: { ...this.#relayed },
      relayedBroadcast: { ...this.#relayedBroadcast },
      ...(this.#lastDirect !== undefined && { lastDirect: this.#lastDirect }),
    };
  }
}
