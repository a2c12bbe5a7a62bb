import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sameBytes } from "../../src/base/bytes.ts";
import type { Endpoint } from "../../src/base/address/endpoint.ts";
import { seededRandom } from "../../src/base/random.ts";
import { apply } from "../nftables-json/apply.ts";
import type { Run } from "../nftables-json/run.ts";
import { presets } from "../topology/nat/presets.ts";
import { nat, type Nat } from "../topology/nat/nat.ts";
import { external, insideHosts, openBench, servers, type Bench } from "./bench/bench.ts";
import { rulesetFor } from "./nft/ruleset.ts";
import type { ProbeSocket } from "./probe/sockets.ts";

const [alice, bob] = insideHosts;
const [server, otherServer] = servers.addresses;
const random = seededRandom(1);
let bench: Bench;
let loads = 0;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const build = (middlebox: Nat) =>
  apply(bench.router, rulesetFor(middlebox, { external, wan: "wan", lan: "lan", seed: ++loads, zone: loads }));

async function cross(sender: ProbeSocket, to: Endpoint, receiver: ProbeSocket, size = 12) {
  const token = random.bytes(size);
  sender.send(to, token);
  return (await receiver.receive((bytes) => sameBytes(bytes, token), 2000))?.from;
}

/** The error that a connected UDP socket of alice's gets after sending to a port; "silence" = none. */
async function errorAt(port: number): Promise<string> {
  const script = `
    const socket = require("dgram").createSocket("udp4");
    const say = (it) => { console.log(it); process.exit(0); };
    socket.on("error", (error) => say(error.code));
    socket.connect(${port}, "${server}", () => {
      socket.send("a");
      setInterval(() => socket.send("b", () => undefined), 50);
      setTimeout(() => say("silence"), 700);
    });`;
  return (await bench.alice([process.execPath, "-e", script])).stdout;
}

describe("ICMP queries (RFC 5508 REQ-1)", () => {
  // Of two first queries at the same instant the kernel may drop one: both were given the identifier that was free.
  const ping = (run: Run, to: string) => run(["ping", "-n", "-c", "3", "-i", "0.1", "-W", "5", "-e", "77", to]);

  it.each(["home", "symmetric", "cloud-nat"] as const)(
    "of two hosts with one identifier come back: %s",
    async (name) => {
      await build(presets[name].nat);
      const [a, b] = await Promise.all([ping(bench.alice, server), ping(bench.bob, server)]);
      expect([a.code, b.code]).toEqual([0, 0]);
    },
  );
});

describe("ICMP errors (RFC 4787 REQ-12, RFC 5508 REQ-3)", () => {
  it.each(["portRestricted", "symmetric", "fullCone"] as const)("find the inside socket: %s", async (name) => {
    await build(nat[name]);
    expect(await errorAt(4444)).toBe("ECONNREFUSED");
  });

  it("do not end the mapping", async () => {
    await build({ ...nat.portRestricted, ports: "sequential" });
    const [socket, far] = [
      await bench.sockets.open(alice.node, alice.address, 11_000),
      await bench.sockets.open(servers.node, server, 5000),
    ];
    const before = await cross(socket, far.local, far);
    socket.send({ address: otherServer, port: 4444 }, random.bytes(4));
    expect(await cross(far, before!, socket)).toEqual(far.local);
    expect(await cross(socket, far.local, far)).toEqual(before);
    for (const opened of [socket, far]) opened.close();
  });

  it("say which size fits (RFC 4787 REQ-13)", async () => {
    await build(nat.portRestricted);
    await bench.router(["ip", "link", "set", "wan", "mtu", "1300"]);
    const { stdout } = await bench.alice(["ping", "-n", "-c", "1", "-W", "5", "-M", "do", "-s", "1400", server]);
    await bench.router(["ip", "link", "set", "wan", "mtu", "1500"]);
    expect(stdout).toMatch(/Frag needed.*mtu = 1300/i);
  });
});

describe("a refusal of egress", () => {
  it.each([
    ["corporate", "EHOSTUNREACH"],
    ["udp-blocked", "silence"],
    ["hotel", "silence"],
  ] as const)("%s tells an application: %s", async (name, error) => {
    await build(presets[name].nat);
    expect(await errorAt(4444)).toBe(error);
  });
});

describe("fragments", () => {
  it("of a datagram bigger than the link pass in both directions (RFC 4787 REQ-13a, REQ-14)", async () => {
    await build(nat.portRestricted);
    const [socket, far] = [
      await bench.sockets.open(alice.node, alice.address, 11_001),
      await bench.sockets.open(servers.node, server, 5001),
    ];
    const face = await cross(socket, far.local, far, 5000);
    expect(face).toEqual({ address: external, port: 11_001 });
    expect(await cross(far, face!, socket, 5000)).toEqual(far.local);
    for (const opened of [socket, far]) opened.close();
  });
});

describe("two hosts on 300 equal source ports", () => {
  it.each([["preserving"], ["random"], ["sequential"]] as const)(
    "%s: every endpoint keeps one mapping, and none shares a port (RFC 4787 REQ-1, REQ-3)",
    async (ports) => {
      const place = { external, wan: "wan", lan: "lan", seed: ++loads, zone: loads };
      const pool = { first: 40_000, last: 59_999, size: 1024 };
      await apply(bench.router, rulesetFor({ ...nat.portRestricted, ports }, { ...place, pool }));
      const far = await Promise.all([server, otherServer].map((one) => bench.sockets.open(servers.node, one, 5002)));
      const seen = new Map<string, number>();
      for (let port = 20_000; port < 20_300; port++) {
        const sockets = await Promise.all([alice, bob].map((one) => bench.sockets.open(one.node, one.address, port)));
        const faces = await Promise.all(
          sockets.map(async (socket, i) => {
            const first = await cross(socket, far[i]!.local, far[i]!);
            return [first, await cross(socket, far[1 - i]!.local, far[1 - i]!)];
          }),
        );
        for (const [one, other] of faces) {
          expect(one).toEqual(other);
          const key = `${one?.address}:${one?.port}`;
          seen.set(key, (seen.get(key) ?? 0) + 1);
        }
        for (const socket of sockets) socket.close();
      }
      for (const socket of far) socket.close();
      expect(seen.size).toBe(600);
    },
  );
});
