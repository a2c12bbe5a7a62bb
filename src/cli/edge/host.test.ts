import { beforeEach, describe, expect, it, vi } from "vitest";
import type { IpNet } from "../../base/address/endpoint.ts";
import type { Instant } from "../../base/instant.ts";
import type { Machine } from "../../base/machine.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { Note } from "../../base/note.ts";
import type { EdgeAction } from "../../edge/action.ts";
import type { EdgeEvent } from "../../edge/event.ts";
import type { ForwardingTable } from "../../runtime/datapath/datapath.ts";
import { MemoryDatapath } from "../../runtime/datapath/testing/memory.ts";
import { ReplayWindow } from "../../seal/stamps/replay-window.ts";
import { SharedCounter } from "../../seal/stamps/shared-counter.ts";
import { StampWindow } from "../../seal/stamps/window.ts";
import { EdgeHost } from "./host.ts";

const mac = "02:00:00:00:00:01" as Mac;
const address = { address: "10.0.0.1", prefix: 24 };
const remote = { address: "192.0.2.1", port: 7654 };
const bytes = new Uint8Array([1, 2, 3]);

/** Answers each event with the actions that the test provides. */
class Scripted implements Machine<EdgeEvent, EdgeAction> {
  readonly events: EdgeEvent[] = [];
  readonly answers: Partial<Record<EdgeEvent["kind"], readonly EdgeAction[]>> = {};

  handle(event: EdgeEvent): readonly EdgeAction[] {
    this.events.push(event);
    return this.answers[event.kind] ?? [];
  }

  nextWake(): Instant | undefined {
    return undefined;
  }
}

describe("edge host", () => {
  let machine: Scripted;
  let datapath: MemoryDatapath;
  let calls: string[];
  let notes: Note[];
  let host: EdgeHost;

  beforeEach(() => {
    machine = new Scripted();
    datapath = new MemoryDatapath();
    calls = [];
    notes = [];
    host = new EdgeHost(settings());
  });
  const settings = () => ({
    datapath,
    device: "n2n0",
    mtu: 1290,
    log: (note: Note) => notes.push(note),
    resolve: async (name: string) => (name === "sn.example" ? ["192.0.2.1"] : []),
    up: (itsMac: Mac, at: IpNet) => void calls.push(`up ${itsMac} ${at.address}/${at.prefix}`),
    pathChanged: (peer: Mac, path: string) => void calls.push(`${peer} ${path}`),
    stopped: () => calls.push(`stopped after ${datapath.sent.length} sent`),
    failed: (error: Error) => calls.push(`failed ${error.message}`),
  });
  const start = () => host.start(async () => machine);

  it("leaves at once if it was stopped while the machine was being created", async () => {
    const starting = start();
    host.stop();
    await starting;
    expect(machine.events).toEqual([{ kind: "stop" }]);
  });

  it("gives the machine a forwarded socket before it starts", async () => {
    host.prefer(remote);
    await start();
    expect(machine.events).toEqual([{ kind: "prefer", preferredSocket: remote }, { kind: "start" }]);
  });

  it("creates the machine after the socket is bound", async () => {
    const order: string[] = [];
    datapath.start = async () => void order.push("bound");
    await host.start(async () => {
      order.push("made");
      return machine;
    });
    expect(order).toEqual(["bound", "made"]);
    expect(machine.events).toEqual([{ kind: "start" }]);
  });

  it("feeds what arrives to the machine", async () => {
    machine.answers.start = [{ kind: "configure", mac, address }];
    await start();
    await expect.poll(() => calls).toEqual([`up ${mac} 10.0.0.1/24`]);
    datapath.receive({ remote, bytes }, { remote, bytes, multicast: true });
    datapath.readFrames(bytes);
    expect(machine.events.slice(1)).toEqual([
      { kind: "datagram", from: remote, bytes },
      { kind: "datagram", from: remote, bytes, multicast: true },
      { kind: "frame", frame: bytes },
    ]);
  });

  it("performs the machine's actions", async () => {
    machine.answers.start = [
      { kind: "configure", mac, address },
      { kind: "note", note: { level: "info", what: "hello" } },
      { kind: "resolve", host: "sn.example" },
      { kind: "resolve", host: "nowhere.example" },
    ];
    machine.answers.datagram = [
      { kind: "send", to: remote, bytes },
      { kind: "announce", bytes },
      { kind: "deliver", frame: bytes },
    ];
    await start();
    await expect.poll(() => machine.events).toHaveLength(3);
    expect(machine.events.slice(1)).toEqual([
      { kind: "resolved", host: "sn.example", addresses: ["192.0.2.1"] },
      { kind: "resolved", host: "nowhere.example", addresses: [] },
    ]);
    expect(notes.map(({ what }) => what)).toEqual(["hello"]);
    datapath.receive({ remote, bytes });
    expect(datapath.taps).toEqual([{ device: "n2n0", mac, address, mtu: 1290 }]);
    expect(datapath.sent).toEqual([{ remote, bytes }]);
    expect(datapath.announced).toEqual([bytes]);
    expect(datapath.delivered).toEqual([bytes]);
  });

  it("what was sent before a change of fragmentation travels as before", async () => {
    const calls: string[] = [];
    const fragments = (allowed: boolean) => calls.push(`${datapath.sent.length} sent, allowed: ${allowed}`);
    host = new EdgeHost({ ...settings(), datapath: Object.assign(datapath, { fragments }) });
    machine.answers.start = [
      { kind: "send", to: remote, bytes },
      { kind: "fragments", allowed: true },
      { kind: "send", to: remote, bytes },
    ];
    await start();
    expect(calls).toEqual(["1 sent, allowed: true"]);
    expect(datapath.sent).toHaveLength(2);
  });

  it("fails if the interface cannot be opened, but not if only its address cannot be changed", async () => {
    machine.answers.start = [{ kind: "configure", mac, address }];
    machine.answers.tick = machine.answers.start;
    const open = datapath.openTap.bind(datapath);
    datapath.openTap = async () => Promise.reject(new Error("no"));
    await start();
    await expect.poll(() => calls).toEqual(["failed no"]);

    datapath.openTap = open;
    host.perform({ kind: "configure", mac, address });
    await expect.poll(() => calls).toContain(`up ${mac} 10.0.0.1/24`);
    datapath.openTap = async () => Promise.reject(new Error("not permitted"));
    host.perform({ kind: "configure", mac, address });
    await expect.poll(() => notes.map(({ what }) => what)).toEqual(["cannot change the address"]);
    expect(calls).toHaveLength(2);
  });

  it("fails with the program's error if it rejects once the interface is open", async () => {
    machine.answers.start = [{ kind: "configure", mac, address }];
    const settings = { datapath, device: "n2n0", mtu: 1290, log: () => undefined, resolve: async () => [] };
    const failed = new Promise<Error>((resolve) => {
      const up = async () => Promise.reject(new Error("no such route"));
      host = new EdgeHost({ ...settings, up, stopped: () => undefined, failed: resolve });
    });
    await start();
    expect((await failed).message).toBe("no such route");
  });

  it("reports network and path changes, and passes on the time to live", async () => {
    machine.answers.roamed = [
      { kind: "path", peer: mac, path: "direct", socket: remote },
      { kind: "send", to: remote, bytes, ttl: 5 },
    ];
    await start();
    host.roamed(remote);
    expect(machine.events.at(-1)).toEqual({ kind: "roamed", preferredSocket: remote });
    expect(calls).toEqual([`${mac} direct`]);
    expect(datapath.sent).toEqual([{ remote, bytes, ttl: 5 }]);
  });

  it("registers again when a connection is lost, once for several", async () => {
    vi.useFakeTimers();
    try {
      await start();
      host.lost();
      host.lost();
      expect(machine.events.map(({ kind }) => kind)).toEqual(["start"]);
      vi.advanceTimersByTime(2000);
      expect(machine.events.map(({ kind }) => kind)).toEqual(["start", "roamed"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("unregisters before it stops, and handles nothing afterwards", async () => {
    machine.answers.stop = [{ kind: "send", to: remote, bytes }, { kind: "stopped" }];
    await start();
    host.stop();
    expect(calls).toEqual(["stopped after 1 sent"]);
    datapath.receive({ remote, bytes });
    expect(machine.events.map(({ kind }) => kind)).toEqual(["start", "stop"]);
  });

  it("programs a datapath that carries PACKETs without the machine, and passes on its traffic", async () => {
    const peer = "02:00:00:00:00:02" as Mac;
    const [id, key] = [new Uint8Array(8).fill(1), new Uint8Array(32)];
    const orders: unknown[] = [];
    const order = (...what: unknown[]) => void orders.push(what);
    const forwarding: ForwardingTable = {
      rules: (given) => order("rules", given?.mac, given?.address, given?.seal.transform),
      relay: (to) => order("relay", to),
      groups: (mayBeRelayed) => order("groups", mayBeRelayed),
      set: (mac, direct) => order("set", mac, direct),
      remove: (mac) => order("remove", mac),
      claimed: (mac, address) => order("claimed", mac, address),
      stamps: (sender, window) => order("stamps", sender, window !== undefined),
      seal: ({ id }) => order("seal", id),
      authentic: (mac, session) => order("authentic", mac, session?.id),
    };
    const seal = { transform: "null", key: new Uint8Array() } as const;
    const rules = {
      community: "c",
      routing: false,
      acceptMulticast: false,
      seal,
      requireAuthentic: false,
      hideHeaders: false,
    };
    host = new EdgeHost({ ...settings(), datapath: Object.assign(datapath, { forwarding }), forwarding: rules });
    machine.answers.start = [
      { kind: "configure", mac, address },
      { kind: "relay", socket: remote },
      { kind: "groups", mayBeRelayed: true },
      { kind: "forward", peer, to: "relay" },
      { kind: "path", peer, path: "direct", socket: remote },
      { kind: "path", peer, path: "relayed" },
      { kind: "session", session: { id, key, counter: new SharedCounter(9) } },
      { kind: "authentic", peer, session: { id, key, window: new ReplayWindow() } },
      { kind: "authentic", peer },
      { kind: "stamps", sender: peer, window: new StampWindow() },
      { kind: "stamps", sender: peer },
      { kind: "forward", peer, to: "nobody" },
    ];
    await start();
    await expect.poll(() => orders).toHaveLength(12);
    expect(orders).toEqual([
      ["relay", remote],
      ["groups", true],
      ["set", peer, undefined],
      ["set", peer, remote],
      ["set", peer, undefined],
      ["seal", id],
      ["authentic", peer, id],
      ["authentic", peer, undefined],
      ["stamps", peer, true],
      ["stamps", peer, false],
      ["remove", peer],
      ["rules", mac, address.address, "null"],
    ]);
    host.traffic([{ peer, sent: 3, direct: 0, relayed: 1 }]);
    expect(machine.events.at(-1)).toEqual({ kind: "traffic", peer, sent: 3, direct: 0, relayed: 1 });

    host.reconfigure({ filter: ["rule"] }, undefined);
    host.reconfigure({ filter: [] }, rules);
    expect(orders.slice(12)).toEqual([
      ["rules", undefined, undefined, undefined],
      ["rules", mac, address.address, "null"],
    ]);
    expect(machine.events.slice(-2)).toEqual([
      { kind: "reconfigured", filter: ["rule"] },
      { kind: "reconfigured", filter: [] },
    ]);
  });
});
