import { ConfigError } from "../../base/config-error.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { isIpv6 } from "../../base/address/ip.ts";
import type { Log } from "../log/log.ts";
import { BesideIpv6, type BoundDatapath } from "./beside-ipv6.ts";
import { dismissEarly } from "./fast/shared/early-worker.ts";
import { FastDatapath } from "./fast/edge/fast.ts";
import { whyNoUdpOffload, whyNotFast } from "./fast/shared/offloads.ts";
import { FastRelay } from "./fast/supernode/fast-relay.ts";
import { whyNoWebAssembly } from "./fast/shared/web-assembly.ts";
import { anyAddress } from "./main-socket.ts";
import { PortableDatapath } from "./portable.ts";
import type { SocketMarking } from "./marked-socket.ts";

/**
 * The fast datapath if this machine supports it, otherwise the portable one, and a line that says why. Throws
 * ConfigError if the fast one was asked for.
 */
export function chooseDatapath(
  wanted: "fast" | "portable" | undefined,
  settings: {
    readonly bind?: Endpoint;
    readonly multicast: boolean;
    readonly marking: SocketMarking;
    readonly note: Log;
    /** The supernode's address, or the local one, is IPv6. */
    readonly ipv6: boolean;
  },
): BoundDatapath {
  const why =
    wanted === "portable"
      ? "asked for"
      : settings.ipv6
        ? "the fast one carries IPv4 only"
        : (whyNotFast() ?? whyNoWebAssembly());
  if (why === undefined) return new FastDatapath(settings);
  if (wanted === "fast") throw new ConfigError(`--datapath fast: ${why}; leave it out`);
  if (wanted === undefined) settings.note({ level: "normal", what: "portable datapath", with: { why } });
  dismissEarly();
  return new PortableDatapath({ ...settings, perAddress: false });
}

/**
 * The same for a supernode. Bound to every address, the fast one gets an IPv6 socket beside it; bound to an IPv6
 * address, it is portable.
 */
export function chooseRelay(
  wanted: "fast" | "portable" | undefined,
  settings: { readonly bind: Endpoint; readonly marking: SocketMarking; readonly note: Log },
): BoundDatapath {
  const { bind, marking } = settings;
  const ipv4Only = isIpv6(bind.address) ? "the fast one carries IPv4 only" : undefined;
  const why = wanted === "portable" ? "asked for" : (ipv4Only ?? whyNoUdpOffload() ?? whyNoWebAssembly());
  if (why === undefined) {
    const relay = new FastRelay(settings);
    return bind.address === anyAddress ? new BesideIpv6(relay, marking) : relay;
  }
  if (wanted === "fast") throw new ConfigError(`--datapath fast: ${why}; leave it out`);
  if (wanted === undefined) settings.note({ level: "normal", what: "portable datapath", with: { why } });
  return new PortableDatapath({ ...settings, perAddress: true, multicast: false });
}
