import { concat } from "../../../src/base/bytes.ts";
import type { CapturedPacket } from "../evidence.ts";
import { packetBytes } from "./packet-bytes.ts";

/** tcpdump.org/manpages/pcap-savefile.5; nanoseconds, as a simulated clock is finer than microseconds. */
const spec = { magic: 0xa1b23c4d, major: 2, minor: 4, snapshotBytes: 262_144, linuxSll2: 276 } as const;

/** A capture file of simulated packets, in the given order, frames numbered from 1. */
export function pcapOf(packets: readonly CapturedPacket[], indexOf: (interfaceName: string) => number): Uint8Array {
  return concat(
    fileHeader(),
    ...packets.map((packet) => record(packet, packetBytes(packet, indexOf(packet.interface)))),
  );
}

/** The interface names of packets, numbered from 1 as they appear. */
export function interfaceTable(packets: readonly CapturedPacket[]): ReadonlyMap<number, string> {
  return new Map([...new Set(packets.map((packet) => packet.interface))].map((name, i) => [i + 1, name]));
}

function fileHeader(): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, spec.magic);
  view.setUint16(4, spec.major);
  view.setUint16(6, spec.minor);
  view.setUint32(16, spec.snapshotBytes);
  view.setUint32(20, spec.linuxSll2);
  return bytes;
}

function record({ at }: CapturedPacket, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + body.length);
  const view = new DataView(bytes.buffer);
  const seconds = Math.floor(at / 1000);
  view.setUint32(0, seconds);
  view.setUint32(4, Math.min(999_999_999, Math.round((at - seconds * 1000) * 1e6)));
  view.setUint32(8, body.length);
  view.setUint32(12, body.length);
  bytes.set(body, 16);
  return bytes;
}
