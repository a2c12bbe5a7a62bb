import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { sameBytes } from "../../../src/base/bytes.ts";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { seconds } from "../../../src/base/instant.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { apply } from "../../nftables-json/apply.ts";
import { bindings } from "../../nftables-json/bindings.ts";
import { nat, type Nat } from "../../topology/nat/nat.ts";
import { external, insideHosts, openBench, servers, type Bench } from "../bench/bench.ts";
import { rulesetFor } from "./ruleset.ts";
import type { ProbeSocket } from "../probe/sockets.ts";

const random = seededRandom(1);
const [alice] = insideHosts;
let bench: Bench;
let zone = 0;
let server: ProbeSocket;
let stranger: ProbeSocket;
beforeAll(async () => {
  bench = await openBench();
  server = await bench.sockets.open(servers.node, servers.addresses[0], 5000);
  stranger = await bench.sockets.open(servers.node, servers.addresses[1], 5000);
});
afterAll(() => bench[Symbol.asyncDispose]());

const build = (middlebox: Nat, inZone = ++zone) =>
  apply(bench.router, rulesetFor(middlebox, { external, wan: "wan", lan: "lan", seed: 1, zone: inZone }));

/** One datagram, and the source that the receiver saw; undefined when it had not come after two seconds. */
async function cross(sender: ProbeSocket, to: Endpoint, receiver: ProbeSocket): Promise<Endpoint | undefined> {
  const token = random.bytes(8);
  sender.send(to, token);
  return (await receiver.receive((bytes) => sameBytes(bytes, token), 2000))?.from;
}

const openAlice = (port: number) => bench.sockets.open(alice.node, alice.address, port);

/** Conntrack's entries that a server began. */
async function inboundFlows(): Promise<readonly string[]> {
  const { stdout } = await bench.router(["conntrack", "-L", "-p", "udp"]);
  return stdout.split("\n").filter((line) => /^udp\s+\d+ \d+ (\[\w+\] )?src=203\.0\.113\./.test(line));
}

describe("refused inbound", () => {
  async function knock(): Promise<void> {
    // Other tests leave flows in the same router.
    await bench.router(["conntrack", "-F"]);
    const socket = await openAlice(11_000);
    const face = await cross(socket, server.local, server);
    stranger.send(face!, random.bytes(8));
    stranger.send({ address: external, port: 33_333 }, random.bytes(8));
    // When this has come in, the ones before it have been dealt with.
    expect(await cross(server, face!, socket)).toEqual(server.local);
    socket.close();
  }

  it("leaves no conntrack entry", async () => {
    await build(nat.portRestricted);
    await knock();
    expect(await inboundFlows()).toEqual([]);
  });

  it("would leave one in a router that only masquerades", async () => {
    await apply(
      bench.router,
      'table ip nat\ndelete table ip nat\ntable ip nat {\n  chain post {\n    type nat hook postrouting priority srcnat; policy accept;\n    oifname "wan" masquerade\n  }\n}\n',
    );
    await knock();
    expect(await inboundFlows()).not.toEqual([]);
  });
});

describe("the binding table", () => {
  it("of an independent mapping is what the server sees", async () => {
    await build({ ...nat.portRestricted, ports: "sequential" });
    const socket = await openAlice(11_001);
    const face = await cross(socket, server.local, server);
    const [binding, ...more] = await bindings(bench.router, "nat");
    expect(more).toEqual([]);
    expect(binding).toMatchObject({ inside: socket.local, outside: face!.port });
    expect(binding!.left).toBeGreaterThan(seconds(100));
    expect(binding!.left).toBeLessThanOrEqual(nat.portRestricted.translates ? nat.portRestricted.idle : 0);
    socket.close();
  });

  it("of a dependent mapping has a row for each peer", async () => {
    await build(nat.symmetric);
    const socket = await openAlice(11_002);
    const faces = [await cross(socket, server.local, server), await cross(socket, stranger.local, stranger)];
    const rows = await bindings(bench.router, "nat");
    expect(rows.map(({ outside, towards }) => ({ outside, towards }))).toEqual(
      expect.arrayContaining([
        { outside: faces[0]!.port, towards: server.local },
        { outside: faces[1]!.port, towards: stranger.local },
      ]),
    );
    expect(rows).toHaveLength(2);
    socket.close();
  });
});

describe("a ruleset loaded under a live flow", () => {
  const faces = async (reload: () => Promise<void>) => {
    await build({ ...nat.portRestricted, ports: "random" });
    const socket = await openAlice(11_003);
    const before = await cross(socket, server.local, server);
    await reload();
    const after = await cross(socket, server.local, server);
    socket.close();
    return { before: before!.port, after: after!.port };
  };
  const other: Nat = { ...nat.portRestricted, ports: "sequential" };

  it("takes over at once in a fresh zone", async () => {
    const { before, after } = await faces(() => build(other));
    expect(before).not.toBe(40_000);
    expect(after).toBe(40_000);
  });

  it("would not in the zone before", async () => {
    const { before, after } = await faces(() => build(other, zone));
    expect(after).toBe(before);
  });
});

describe("an inbound packet", () => {
  /** Time left before and after one inbound packet to a binding that is at least two seconds old. */
  async function leftAround(refresh: "outbound" | "both"): Promise<{ before: number; after: number }> {
    await build({ ...nat.portRestricted, refresh });
    const socket = await openAlice(11_004);
    const face = await cross(socket, server.local, server);
    const left = async () => (await bindings(bench.router, "nat"))[0]!.left!;
    const before = await vi.waitFor(async () => {
      const now = await left();
      expect(now).toBeLessThanOrEqual(seconds(117));
      return now;
    }, 20_000);
    expect(await cross(server, face!, socket)).toEqual(server.local);
    const after = await left();
    socket.close();
    return { before, after };
  }

  it("refreshes a mapping that both directions refresh", async () => {
    const { before, after } = await leftAround("both");
    expect(after).toBeGreaterThan(before);
  });

  it("does not refresh one that only outbound packets refresh", async () => {
    const { before, after } = await leftAround("outbound");
    expect(after).toBeLessThanOrEqual(before);
  });
});

describe("an idle mapping", () => {
  it("is forgotten: its port is closed, and the next packet gets another", async () => {
    await build({ ...nat.fullCone, ports: "sequential", idle: seconds(1) });
    const [socket, control] = await Promise.all([openAlice(11_005), openAlice(11_006)]);
    const face = await cross(socket, server.local, server);
    await vi.waitFor(async () => expect(await bindings(bench.router, "nat")).toEqual([]), 20_000);
    const late = random.bytes(8);
    stranger.send(face!, late);
    const open = await cross(control, server.local, server);
    expect(await cross(stranger, open!, control)).toEqual(stranger.local);
    expect(await socket.receive((bytes) => sameBytes(bytes, late), 0)).toBeUndefined();
    expect(await cross(socket, server.local, server)).not.toEqual(face);
    socket.close();
    control.close();
  });
});

describe("a pool that is used up", () => {
  it("refuses new mappings and keeps the old", async () => {
    const place = {
      external,
      wan: "wan",
      lan: "lan",
      seed: 1,
      zone: ++zone,
      pool: { first: 45_000, last: 45_001, size: 2 },
    };
    await apply(bench.router, rulesetFor({ ...nat.fullCone, ports: "sequential" }, place));
    const sockets = await Promise.all([11_010, 11_011, 11_012].map(openAlice));
    const [first, second, third] = sockets;
    expect(await cross(first!, server.local, server)).toEqual({ address: external, port: 45_000 });
    expect(await cross(second!, server.local, server)).toEqual({ address: external, port: 45_001 });
    const refused = random.bytes(8);
    third!.send(server.local, refused);
    expect(await cross(first!, server.local, server)).toEqual({ address: external, port: 45_000 });
    expect(await server.receive((bytes) => sameBytes(bytes, refused), 0)).toBeUndefined();
    for (const socket of sockets) socket.close();
  });
});

describe("TCP", () => {
  it("is translated as well, by a binding of its own", async () => {
    await build({ ...nat.portRestricted, ports: "sequential" });
    const at = { host: servers.addresses[0], port: 5001 };
    const serve = `const server = require("net").createServer((peer) => {
      peer.end(peer.remoteAddress + " " + peer.remotePort); server.close(); }).listen(${JSON.stringify(at)})`;
    // Until the server listens: a refused attempt has made the binding already, and the next one uses it.
    const dial = `const dial = () => require("net").connect({ ...${JSON.stringify(at)}, localPort: 12000 })
      .on("data", (it) => console.log(String(it))).on("error", () => setTimeout(dial, 20)); dial()`;
    const [, client] = await Promise.all([
      bench.internet([process.execPath, "-e", serve]),
      bench.alice([process.execPath, "-e", dial]),
    ]);
    expect(client.stdout).toBe(`${external} 40000`);
    expect(await bindings(bench.router, "nat", "tcp")).toMatchObject([
      { inside: { address: alice.address, port: 12_000 }, outside: 40_000 },
    ]);
  });
});
