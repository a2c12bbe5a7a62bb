import { isIPv4 } from "node:net";
import { PacketReader, withLength } from "../../lab/pipe/framing.ts";

/** Tunable: an interface with an MTU of 1280 sends no longer packets. */
const tuned = { mostPacket: 2048 };

/** What carries packets to one other node. It drops what it cannot take. */
export interface MeshLink {
  send(packet: Uint8Array): void;
}

/** Passes each packet of standard input to the node that it is for, and packets of links to standard output. */
export class Mesh {
  readonly #links = new Map<string, MeshLink>();

  /** Replaces an earlier link to the same address. */
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

  /** Runs until standard input ends, or a signal asks for the end. */
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
