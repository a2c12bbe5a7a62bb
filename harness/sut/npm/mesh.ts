import { isIPv4 } from "node:net";
import { PacketReader, withLength } from "../../lab/pipe/framing.ts";

/** Ours to choose: longer packets do not come from an interface with an MTU of 1280. */
const tuned = { mostPacket: 2048 };

/** What carries packets to one other node. It drops what it cannot take. */
export interface MeshLink {
  send(packet: Uint8Array): void;
}

/** The packets of a peer's standard input, each to the node whose address it is for; those of links to standard output. */
export class Mesh {
  readonly #links = new Map<string, MeshLink>();

  /** Instead of an earlier one to the same address. */
  attach(address: string, link: MeshLink): void {
    this.#links.set(address, link);
  }

  detach(address: string, link: MeshLink): void {
    if (this.#links.get(address) === link) this.#links.delete(address);
  }

  /** A packet that another node has sent. */
  deliver(packet: Uint8Array): void {
    process.stdout.write(withLength(packet));
  }

  /** Until standard input ends, or a signal asks for the end. */
  async run(): Promise<void> {
    const reader = new PacketReader(tuned.mostPacket);
    process.stdin.on("data", (piece: Buffer) => {
      for (const packet of reader.take(piece)) this.#links.get(ipv4Destination(packet) ?? "")?.send(packet);
    });
    await askedToEnd();
  }
}

/** Where an IPv4 packet goes (RFC 791 §3.1); undefined for any other. */
export function ipv4Destination(packet: Uint8Array): string | undefined {
  const address = packet.subarray(16, 20).join(".");
  return packet[0]! >> 4 === 4 && isIPv4(address) ? address : undefined;
}

const askedToEnd = (): Promise<void> =>
  new Promise((resolve) => {
    process.stdin.on("end", () => resolve());
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve());
  });
