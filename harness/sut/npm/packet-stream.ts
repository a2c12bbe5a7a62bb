import { PacketReader, withLength } from "../../lab/pipe/framing.ts";
import type { Mesh, MeshLink } from "./mesh.ts";

/** Tunable: how many packets may wait for a stream that asks for a pause, and the bytes of the longest packet. */
const tuned = { waiting: 64, mostPacket: 2048 };

/** As far as streams of libraries are alike. */
export interface ByteStream {
  /** False = it would like a pause until it emits `drain`. */
  write(bytes: Uint8Array): boolean;
  on(event: "data", listener: (bytes: Buffer) => void): unknown;
  on(event: "drain" | "close", listener: () => void): unknown;
}

/** Packets over a stream of bytes, each behind its length, for as long as the stream is open. */
export function carryPackets(stream: ByteStream, mesh: Mesh, address: string): void {
  const reader = new PacketReader(tuned.mostPacket);
  let waiting = 0;
  const link: MeshLink = {
    send(packet) {
      if (waiting > tuned.waiting) return;
      if (stream.write(withLength(packet))) waiting = 0;
      else waiting++;
    },
  };
  stream.on("drain", () => (waiting = 0));
  stream.on("data", (bytes) => {
    for (const packet of reader.take(bytes)) mesh.deliver(packet);
  });
  stream.on("close", () => mesh.detach(address, link));
  mesh.attach(address, link);
}
