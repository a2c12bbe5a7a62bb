import type { CapturedPacket } from "../evidence.ts";

/** Bytes of UDP or TCP data on the wire, of which the capture may have kept fewer. */
export const dataLength = ({ payload, length }: CapturedPacket): number => length ?? payload.length;
