import type { Duration, Instant } from "../../base/instant.ts";
import { nullMac } from "../../base/address/mac.ts";
import { cookies } from "../../wire/message.ts";
import type { Parts } from "../parts.ts";
import { tuned } from "../timing.ts";

/**
 * Announces our socket on the local network. "paced" = at a rate shared by all known edges there, because each hears
 * and answers every announcement.
 */
export function announce(parts: Parts, now: Instant, pace: "now" | "paced"): void {
  const { config, self, headers, out, peers, punching } = parts;
  const { localDiscovery, preferredSocket, peerToPeer } = config;
  if (!localDiscovery || preferredSocket !== undefined || !peerToPeer || !headers.keyed) return;
  const gap = (tuned.announceGap * Math.max(peers.size, 1)) as Duration;
  if (pace === "paced" && punching.probing.announcedWithin(now, gap)) return;
  out.announce(self.register(nullMac, cookies.multicast));
  punching.probing.announced(now);
}
