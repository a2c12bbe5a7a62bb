import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { edgeStatusText } from "./edge-status.ts";
import { ask } from "./status.ts";
import { supernodeStatusText } from "./supernode-status.ts";
import { ago } from "./table-text.ts";

const now = 1_700_001_000;

describe("edge status", () => {
  const info = {
    version: "ours 1",
    start_time: now - 300,
    registration: "registered",
    community: "mynet",
    ip4addr: "10.0.0.1",
    ip4netmask: "255.255.255.0",
    macaddr: "02:00:00:00:00:01",
    sockaddr: "203.0.113.1:4",
    local_sockaddr: "0.0.0.0:5",
  };
  const supernodes = [{ sockaddr: "198.51.100.1:7654", current: 1, last_seen: now - 7 }];
  const path = {
    macaddr: "02:00:00:00:00:02",
    ip4addr: "10.0.0.2/24",
    desc: "bob",
    path: "direct",
    sockaddr: "203.0.113.9:9",
    since: now - 200,
    why: "punched",
    last_seen: now - 1,
    authenticated: 1,
  };

  it("tells how each peer is reached, since when and why", () => {
    const relayed = {
      ...path,
      ip4addr: "10.0.0.3/24",
      desc: "eve\u001b[2J",
      path: "relayed",
      sockaddr: "",
      why: "no-answer",
      authenticated: 0,
    };
    expect(edgeStatusText({ info: [info], supernodes, paths: [relayed, path] }, now).split("\n")).toEqual([
      "edge ours 1, up 5m, registered",
      "community  mynet",
      "interface  10.0.0.1 255.255.255.0, 02:00:00:00:00:01",
      "socket     0.0.0.0:5, seen by the supernode as 203.0.113.1:4",
      "supernode  198.51.100.1:7654, registered, answered 7s ago",
      "",
      "2 peers, 1 direct, 1 relayed",
      "ADDRESS      NAME     MAC                PATH     SOCKET         SINCE  RTT  SEEN  AUTHENTIC  WHY",
      "10.0.0.2/24  bob      02:00:00:00:00:02  direct   203.0.113.9:9  3m     -    1s    yes        hole punched",
      "10.0.0.3/24  eve?[2J  02:00:00:00:00:02  relayed  -              3m     -    1s    no         the peer does not answer directly",
      "",
    ]);
  });

  it("tells as much as there is", () => {
    const bare = { ...info, community: "", ip4addr: "", sockaddr: "", local_sockaddr: "" };
    const text = edgeStatusText({ info: [bare], supernodes: [], paths: [] }, now);
    expect(text).toContain("(headers are encrypted)");
    expect(text).toContain("no address yet");
    expect(text).toContain("no peers yet");
  });
});

it("supernode status lists communities and edges", () => {
  const rows = {
    info: [
      { version: "ours 1", start_time: now - 10, macaddr: "M", sockaddr: "0.0.0.0:7654", communities: 2, edges: 1 },
    ],
    communities: [
      { community: "-/-", is_federation: 1, purgeable: 0, ip4addr: "" },
      { community: "net", is_federation: 0, purgeable: 1, ip4addr: "10.1.0.0/24" },
    ],
    edges: [
      { community: "net", ip4addr: "10.1.0.1/24", desc: "", macaddr: "A", sockaddr: "B", proto: "TCP", last_seen: now },
    ],
    packetstats: [
      { type: "forward", tx_pkt: 5 },
      { type: "broadcast", tx_pkt: 6 },
      { type: "errors", tx_pkt: 7 },
    ],
  };
  expect(supernodeStatusText(rows, now).split("\n")).toEqual([
    "supernode ours 1, up 10s, M",
    "listens on 0.0.0.0:7654, UDP and TCP",
    "2 communities, 1 edges",
    "passed on 5 packets to one edge, 6 to all; dropped 7",
    "",
    "COMMUNITY     NETWORK      KIND",
    "(supernodes)  -            federation",
    "net           10.1.0.0/24  made by edges",
    "",
    "COMMUNITY  ADDRESS      NAME  MAC  SOCKET  BY   SEEN",
    "net        10.1.0.1/24  ?     A    B       TCP  0s",
    "",
  ]);
});

it("times are short", () => {
  const passed = [0, 119, 120, 7199, 7200, 172_799, 172_800].map((seconds) => ago(now - seconds, now));
  expect([...passed, ago(0, now), ago(now + 5, now)]).toEqual([
    "0s",
    "119s",
    "2m",
    "119m",
    "2h",
    "47h",
    "2d",
    "never",
    "0s",
  ]);
});

describe("asking a daemon", () => {
  const daemon = async (answer: (request: string) => readonly string[]) => {
    const socket = createSocket("udp4");
    socket.on("message", (bytes, from) => {
      for (const text of answer(bytes.toString())) socket.send(text, from.port, from.address);
    });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return socket;
  };
  const tagOf = (request: string) => request.split(" ")[1]!;

  it("gathers the rows of its own tag until the end", async () => {
    const socket = await daemon((request) => [
      `{"_tag":"other","_type":"row","n":0}`,
      ...["begin", "row", "row", "end"].map((type, n) => JSON.stringify({ _tag: tagOf(request), _type: type, n })),
    ]);
    expect(await ask(socket.address().port, "edges")).toEqual([{ n: 1 }, { n: 2 }]);
    socket.close();
  });

  it("tells what the daemon refuses", async () => {
    const socket = await daemon((request) => [
      JSON.stringify({ _tag: tagOf(request), _type: "error", error: "unknowncmd" }),
    ]);
    await expect(ask(socket.address().port, "paths")).rejects.toThrow("the daemon does not tell paths: unknowncmd");
    socket.close();
  });

  it("tells that nobody is there", async () => {
    const socket = await daemon(() => []);
    const { port } = socket.address();
    socket.close();
    await expect(ask(port, "info")).rejects.toThrow(`nobody answers at 127.0.0.1:${port}`);
  });
});
