import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Mesh } from "../mesh.ts";
import type { Connection, Libp2p, Multiaddr, Stream } from "./library.ts";
import { PeerLink } from "./peer-link.ts";

const relayed = "/ip4/198.18.1.1/udp/4001/webrtc-direct/p2p/relay/p2p-circuit/p2p/bob";
const direct = "/ip4/198.18.1.1/udp/4001/webrtc-direct/p2p/relay/p2p-circuit/webrtc/p2p/bob";
const bob = { equals: () => true, toString: () => "bob" };
const address = (text: string): Multiaddr => ({ toString: () => text });

interface FakeConnection extends Connection {
  status: Connection["status"];
  readonly sent: string[];
}

/** Connections by the address that was dialled; a stream lives as long as its connection. */
class FakeNode {
  readonly dialled: string[] = [];
  readonly open: FakeConnection[] = [];
  reachable: readonly string[] = [relayed, direct];

  getConnections = () => this.open;

  dial = async (to: Multiaddr): Promise<Connection> => {
    this.dialled.push(to.toString());
    if (!this.reachable.includes(to.toString())) throw new Error("no way");
    const sent: string[] = [];
    const stream = (): Stream => ({
      get status() {
        return connection.status;
      },
      send: (bytes) => sent.push(Buffer.from(bytes).toString("hex")) > 0,
      abort: () => undefined,
      addEventListener: () => undefined,
    });
    const connection: FakeConnection = {
      remotePeer: bob,
      remoteAddr: to,
      status: "open",
      sent,
      newStream: async () => stream(),
    };
    this.open.push(connection);
    return connection;
  };
}

const packet = Uint8Array.of(0x45, ...Array<number>(15).fill(0), 10, 77, 0, 3);
let node: FakeNode;
let mesh: Mesh;
let send: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  node = new FakeNode();
  mesh = new Mesh();
  const attach = vi.spyOn(mesh, "attach");
  send = () => attach.mock.calls.at(-1)![1].send(packet);
});
afterEach(() => vi.useRealTimers());

const linkTo = (ways: { readonly direct?: Multiaddr } = { direct: address(direct) }) =>
  new PeerLink(node as unknown as Libp2p, mesh, {
    name: "bob",
    address: "10.77.0.3",
    isDialled: true,
    id: bob,
    relayed: address(relayed),
    direct: ways.direct,
    say: () => undefined,
  });

const connect = async (link: PeerLink) => {
  await link.connect(new AbortController().signal);
  await vi.advanceTimersByTimeAsync(0);
};

it("sends through the relay at once, and directly as soon as it can", async () => {
  const link = linkTo();
  await connect(link);
  expect(node.dialled).toEqual([relayed, direct]);
  send();
  await connect(link);
  send();
  expect(node.open.map(({ sent }) => sent.length)).toEqual([1, 1]);
  expect(node.dialled).toHaveLength(2);
});

it("goes back to the relay when the direct connection is lost, and tries again later", async () => {
  const link = linkTo();
  await connect(link);
  await connect(link);
  node.open[1]!.status = "closed";
  node.reachable = [relayed];
  await connect(link);
  send();
  expect(node.open[0]!.sent).toHaveLength(1);
  expect(node.dialled).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(5000);
  await connect(link);
  expect(node.dialled.slice(2)).toEqual([direct]);
});

it("never dials directly where everything is to be relayed", async () => {
  const link = linkTo({});
  for (let i = 0; i < 3; i++) {
    await connect(link);
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(node.dialled).toEqual([relayed]);
});
