import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { withLength } from "../../lab/pipe/framing.ts";
import { ipv4Destination, Mesh, type MeshLink } from "./mesh.ts";
import { carryPackets, type ByteStream } from "./packet-stream.ts";

const packetTo = (...address: number[]) => Buffer.from([0x45, ...Array<number>(15).fill(0), ...address, 1, 2, 3]);

it("reads the destination of IPv4 packets, and of no others", () => {
  expect(ipv4Destination(packetTo(10, 77, 0, 3))).toBe("10.77.0.3");
  expect(ipv4Destination(Buffer.alloc(40, 0x60))).toBeUndefined();
  expect(ipv4Destination(packetTo(10, 77, 0, 3).subarray(0, 18))).toBeUndefined();
  expect(ipv4Destination(Buffer.alloc(0))).toBeUndefined();
});

class Recorded extends Mesh {
  readonly delivered: string[] = [];
  readonly links = new Map<string, MeshLink>();
  override deliver(packet: Uint8Array): void {
    this.delivered.push(Buffer.from(packet).toString("hex"));
  }
  override attach(address: string, link: MeshLink): void {
    this.links.set(address, link);
    super.attach(address, link);
  }
}

/** Takes everything and asks for a pause from then on. */
class Full extends EventEmitter implements ByteStream {
  readonly written: Uint8Array[] = [];
  write(bytes: Uint8Array): boolean {
    this.written.push(bytes);
    return false;
  }
}

it("carries packets over a stream, drops what that cannot take, and continues when it can", () => {
  const [stream, mesh] = [new Full(), new Recorded()];
  carryPackets(stream, mesh, "10.77.0.3");
  const link = mesh.links.get("10.77.0.3")!;
  for (let i = 0; i < 200; i++) link.send(packetTo(10, 77, 0, 3));
  const held = stream.written.length;
  expect(held).toBeLessThan(100);
  expect(stream.written[0]).toEqual(withLength(packetTo(10, 77, 0, 3)));
  stream.emit("drain");
  link.send(packetTo(10, 77, 0, 3));
  expect(stream.written.length).toBe(held + 1);
  stream.emit("data", withLength(Buffer.from([0x45, 0x46])));
  expect(mesh.delivered).toEqual(["4546"]);
});
