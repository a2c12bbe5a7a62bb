import type { Row } from "./common-methods.ts";

/** Counters that only one kind of daemon has are 0 in the other, as in n3n. */
export interface PacketCounts {
  readonly sealed?: Both;
  readonly direct?: Both;
  readonly relayed?: Both;
  readonly relayedBroadcast?: Both;
  readonly multicastDropped?: number;
  readonly forwarded?: number;
  readonly broadcast?: number;
  readonly registrations?: number;
  readonly refused?: number;
  readonly errors?: number;
}

interface Both {
  readonly sent: number;
  readonly received: number;
}

const none: Both = { sent: 0, received: 0 };

/** The rows of `get_packetstats`, in n3n's order. */
export function packetRows(counts: PacketCounts): readonly Row[] {
  const both = (type: string, { sent, received }: Both = none) => ({ type, tx_pkt: sent, rx_pkt: received });
  return [
    both("transop", counts.sealed),
    both("p2p", counts.direct),
    both("super", counts.relayed),
    both("super_broadcast", counts.relayedBroadcast),
    { type: "tuntap_error", tx_pkt: 0 },
    { type: "multicast_drop", tx_pkt: counts.multicastDropped ?? 0, rx_pkt: 0 },
    { type: "sn_fwd", tx_pkt: counts.forwarded ?? 0 },
    { type: "sn_broadcast", tx_pkt: counts.broadcast ?? 0 },
    { type: "sn_reg", tx_pkt: counts.registrations ?? 0, nak: counts.refused ?? 0 },
    { type: "sn_errors", tx_pkt: counts.errors ?? 0 },
  ];
}
