import type { Endpoint } from "../../../src/base/address/endpoint.ts";

/** A UDP datagram on its way. The bytes are never changed: captures keep them. */
export interface SimDatagram {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly bytes: Uint8Array;
  /** A link has inverted a bit, so that its checksum is wrong. */
  readonly isDamaged?: true;
}

/** A datagram on one network segment, on its way to the interface that has the address `next`. */
export interface Hop {
  readonly datagram: SimDatagram;
  readonly next: string;
}

/** 224.0.0.0/4 stays on its segment. */
export const isMulticastAddress = (address: string): boolean => {
  const first = Number(address.slice(0, address.indexOf(".")));
  return first >= 224 && first < 240;
};
