import type { Mac } from "../../../src/base/address/mac.ts";
import { echoMessage } from "../../evidence/capture/echo-message.ts";
import { echoFrame, readFrame } from "../overlay/frames.ts";

export interface PingEnd {
  readonly mac: Mac;
  /** In the overlay, without prefix. */
  readonly address: string;
}

/** Ends every ping frame, so that it is found in any datagram whose payload is not encrypted: "ping" and its number. */
const mark = [0x70, 0x69, 0x6e, 0x67] as const;
const dataLength = 56;

export function pingFrame(from: PingEnd, to: PingEnd, request: boolean, number: number): Uint8Array {
  const data = new Uint8Array(dataLength);
  data.set(mark, dataLength - 8);
  new DataView(data.buffer).setUint32(dataLength - 4, number);
  const message = echoMessage(request, 1, number & 0xffff, data);
  return echoFrame({ to: to.mac, from: from.mac, source: from.address, destination: to.address, message });
}

/** The number of the ping that these bytes end with; undefined = they carry none. */
export function pingNumber(bytes: Uint8Array): number | undefined {
  const at = bytes.length - 8;
  if (at < 0 || mark.some((byte, i) => bytes[at + i] !== byte)) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset + at + 4, 4).getUint32(0);
}

/** Whether the frame is a request. Undefined = not a ping. */
export function isRequest(frame: Uint8Array): boolean | undefined {
  const read = readFrame(frame);
  return read?.kind === "echo" ? read.request : undefined;
}
