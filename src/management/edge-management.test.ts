import { describe, expect, it } from "vitest";
import { instant } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";
import { EdgeManagement } from "./edge-management.ts";
import type { PeerStatus, RunningEdge } from "../status/edge-status.ts";

const now = instant(1_700_000_060_000);
const bob: PeerStatus = {
  mac: "02:00:00:00:00:02" as Mac,
  path: "relayed",
  since: instant(1_700_000_010_000),
  why: "no-answer",
  fruitless: 0,
  local: false,
  lastSeen: instant(1_700_000_050_500),
  authenticated: false,
  refused: false,
};

const none = { sent: 0, received: 0 };
const view = (peers: readonly PeerStatus[]): RunningEdge => ({
  version: "ours 1",
  community: "c",
  mac: "02:00:00:00:00:01" as Mac,
  address: { address: "10.0.0.1", prefix: 20 },
  publicSocket: { address: "192.0.2.1", port: 4 },
  registration: "registered",
  startedAt: instant(1_700_000_000_000),
  peers,
  supernodes: [],
  drops: {},
  problems: [],
  traffic: { direct: none, relayed: none, relayedBroadcast: none },
});

const stopped: string[] = [];
const daemon = { verbosity: () => 4, setVerbosity: () => undefined, stop: () => void stopped.push("stop") };
const from = { address: "127.0.0.1", port: 9 };
const management = (peers: readonly PeerStatus[] = [bob]) => new EdgeManagement(daemon, () => view(peers), undefined);
const ask = (request: string | Uint8Array, trusted = true, on = management()) =>
  on
    .answer(
      typeof request === "string" ? new TextEncoder().encode(request) : request,
      from,
      { isTrusted: () => trusted },
      now,
    )
    .map(({ text }) => text);
const rows = (replies: readonly string[]) =>
  replies.slice(1, -1).map((reply) => JSON.parse(reply) as Record<string, unknown>);

describe("edge management", () => {
  it("shows how a peer is reached", () => {
    expect(rows(ask("r 1 paths"))).toEqual([
      expect.objectContaining({
        macaddr: "02:00:00:00:00:02",
        path: "relayed",
        sockaddr: "",
        since: 1_700_000_010,
        why: "no-answer",
        last_seen: 1_700_000_050,
      }),
    ]);
  });

  it("shows the supernode's socket for a relayed peer, and with its path the socket that is punched", () => {
    const socket = { address: "192.0.2.9", port: 7654 };
    const hint = { address: "198.51.100.2", port: 2 };
    const relayed = {
      ...view([{ ...bob, hint }]),
      supernodes: [{ socket, listed: true, state: "registered" as const }],
    };
    const on = new EdgeManagement(daemon, () => relayed, undefined);
    expect(rows(ask("r 1 edges", true, on))).toMatchObject([{ mode: "pSp", sockaddr: "192.0.2.9:7654" }]);
    expect(rows(ask("r 1 paths", true, on))).toMatchObject([{ sockaddr: "", hint: "198.51.100.2:2" }]);
  });

  it("identifies the edge", () => {
    expect(rows(ask("r 1 info"))).toEqual([
      expect.objectContaining({ version: "ours 1", ip4netmask: "255.255.240.0", sockaddr: "192.0.2.1:4" }),
    ]);
  });

  it("notifies subscribers of path changes", () => {
    const on = management();
    expect(on.pathChanged(bob.mac, "direct", from)).toEqual([]);
    ask("s me:1:n2n peer", true, on);
    expect(on.pathChanged(bob.mac, "direct", from)).toEqual([
      {
        to: from,
        text: '{"_tag":"me","_type":"event","action":4,"macaddr":"02:00:00:00:00:02","sockaddr":"127.0.0.1:9"}\n',
      },
    ]);
  });

  it.each(["stop\n", "+verb", "-verb"])("does not obey a stranger's %j", (request) => {
    expect(ask(request, false)).toEqual([expect.stringContaining("not permitted")]);
    expect(stopped).toEqual([]);
  });

  it.each([
    ["r ", "nooptions"],
    ["w 1:1: stop", "badauth"],
    ["r 1 toString", "unknowncmd"],
    ["r 1:zz help.events", undefined],
  ])("%s", (request, error) => {
    const last = JSON.parse(ask(request).at(-1)!) as { error?: string };
    expect(last.error).toBe(error);
  });

  it("limits its answers", () => {
    expect(ask(new Uint8Array(513).fill(0x72))).toEqual([]);
    const many = ask("r 1 edges", true, management(Array.from({ length: 10_001 }, () => bob)));
    expect(many).toHaveLength(10_002);
    expect(JSON.parse(many.at(-1)!)).toMatchObject({ _type: "end", truncated: 1 });
  });

  it("handles any bytes", () => {
    for (let byte = 0; byte < 256; byte++) expect(() => ask(Uint8Array.from([0x72, 0x20, byte, byte]))).not.toThrow();
  });
});
