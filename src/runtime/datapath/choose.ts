import { ConfigError } from "../../base/config-error.ts";
import type { Endpoint } from "../../base/endpoint.ts";
import type { Log } from "../log.ts";
import type { Datapath } from "./datapath.ts";
import { FastDatapath } from "./fast/fast.ts";
import { whyNoUdpOffload, whyNotFast } from "./fast/offloads.ts";
import { FastRelay } from "./fast/relay/fast-relay.ts";
import { PortableDatapath } from "./portable.ts";
import type { Traffic } from "./udp-socket.ts";

/** A datapath that tells where it is bound. */
export type BoundDatapath = Datapath & { readonly local: Endpoint | undefined };

/**
 * The fast datapath where this machine can have it, else the portable one, and a line that says why. Throws ConfigError
 * when a person insists on the fast one.
 */
export function chooseDatapath(
  wanted: "fast" | "portable" | undefined,
  settings: {
    readonly bind?: Endpoint;
    readonly multicast: boolean;
    readonly traffic: Traffic;
    readonly note: Log;
    /** The way to the supernode, or the own address, is IPv6. */
    readonly ipv6: boolean;
  },
): BoundDatapath {
  const why = wanted === "portable" ? "asked for" : settings.ipv6 ? "the fast one carries IPv4 only" : whyNotFast();
  if (why === undefined) return new FastDatapath(settings);
  if (wanted === "fast") throw new ConfigError(`--datapath fast: ${why}; leave it out`);
  if (wanted === undefined) settings.note({ level: "normal", what: "portable datapath", with: { why } });
  return new PortableDatapath({ ...settings, perAddress: false });
}

/** The same for a supernode. */
export function chooseRelay(
  wanted: "fast" | "portable" | undefined,
  settings: { readonly bind: Endpoint; readonly traffic: Traffic; readonly note: Log },
): BoundDatapath {
  const why = wanted === "portable" ? "asked for" : whyNoUdpOffload();
  if (why === undefined) return new FastRelay(settings);
  if (wanted === "fast") throw new ConfigError(`--datapath fast: ${why}; leave it out`);
  if (wanted === undefined) settings.note({ level: "normal", what: "portable datapath", with: { why } });
  return new PortableDatapath({ ...settings, perAddress: true, multicast: false });
}
