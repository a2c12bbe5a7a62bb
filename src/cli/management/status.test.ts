import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { edgeStatusText } from "../edge/status.ts";
import { ask } from "./status.ts";
import { plainStyle, type StatusStyle, styleOf } from "./status-style.ts";
import { supernodeStatusText } from "../supernode/status.ts";
import { ago } from "../options/table-text.ts";

const now = 1_700_001_000;

describe("edge status", () => {
  const info = {
    version: "ours 1",
    start_time: now - 300,
    registration: "registered",
    community: "mynet",
    ip4addr: "10.0.0.1",
    ip4netmask: "255.255.255.0",
    macaddr: "02:00:00:00:00:0A",
    sockaddr: "203.0.113.1:4",
    local_sockaddr: "0.0.0.0:5",
  };
  const supernodes = [
    { sockaddr: "198.51.100.1:7654", current: 1, last_seen: now - 7, rtt_ms: 12.34, version: "3.1.1" },
  ];
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
    registers: 0,
  };

  it("shows how each peer is reached, since when and why", () => {
    const relayed = {
      ...path,
      ip4addr: "10.0.0.3/24",
      desc: "eve\u001b[2J",
      path: "relayed",
      sockaddr: "",
      why: "no-answer",
      authenticated: 0,
      registers: 4,
    };
    expect(
      edgeStatusText({ info: [info], supernodes, paths: [relayed, { ...path, rtt_ms: 3.21 }] }, now, plainStyle).split(
        "\n",
      ),
    ).toEqual([
      "edge ours 1, up 5m, registered",
      "community  mynet",
      "interface  10.0.0.1 255.255.255.0, 02:00:00:00:00:0a",
      "socket     0.0.0.0:5, seen by the supernode as 203.0.113.1:4",
      "supernode  198.51.100.1:7654, registered, answered 7s ago, RTT 12 ms, version 3.1.1",
      "",
      "2 peers, 1 direct, 1 relayed",
      "ADDRESS      NAME          MAC                PATH     SOCKET         SINCE  RTT     SEEN  AUTHENTIC  WHY",
      "10.0.0.2/24  bob           02:00:00:00:00:02  direct   203.0.113.9:9  3m     3.2 ms  1s    yes        hole punched",
      "10.0.0.3/24  eve\\u001b[2J  02:00:00:00:00:02  relayed  -              3m     -       1s    no         " +
        "the direct path went silent; no answer to 4 REGISTERs since",
      "",
    ]);
  });

  it("shows that the supernode in use refuses the edge", () => {
    const refused = { ...info, registration: "refused" };
    const [current] = [{ ...supernodes[0]!, current: 2 }];
    const text = edgeStatusText({ info: [refused], supernodes: [current], paths: [] }, now, plainStyle);
    expect(text).toContain("supernode  198.51.100.1:7654, refuses this edge, answered");
    expect(text).not.toContain("waiting for an answer");
  });

  it("shows what has to be fixed, and how", () => {
    const seen = { count: 12, since: now - 90, last_seen: now - 3 };
    const facts = { peer: "02:00:00:00:00:02", name: "bob\u001b[2J", expected: "AES (-A3)", got: "Speck (-A5)" };
    const problems = [{ ...facts, cause: "other-cipher", who: "02:00:00:00:00:02", do: "give both -A", ...seen }];
    const text = edgeStatusText({ info: [info], supernodes, paths: [], problems }, now, plainStyle);
    expect(text).toContain(
      "problem    other-cipher: peer 02:00:00:00:00:02, name bob\\u001b[2J, expected AES (-A3), got Speck (-A5), 12 times, " +
        "last 3s ago\n           to do: give both -A\n",
    );
  });

  it.each([
    [0, 0, "no"],
    [1, 0, "yes"],
    [0, 1, "REFUSED"],
    [1, 1, "REFUSED"],
  ])("says whether a peer is authenticated (%i), and that frames are refused (%i)", (authenticated, refused, word) => {
    const paths = [{ ...path, authenticated, refused }];
    const text = edgeStatusText({ info: [info], supernodes: [], paths }, now, plainStyle);
    expect(text).toMatch(new RegExp(` 1s +${word} +hole punched\n$`));
  });

  it("shows as much as is known", () => {
    const bare = { ...info, community: "", ip4addr: "", sockaddr: "", local_sockaddr: "" };
    const text = edgeStatusText({ info: [bare], supernodes: [], paths: [] }, now, plainStyle);
    expect(text).toContain("(headers are encrypted)");
    expect(text).toContain("no address yet");
    expect(text).toContain("no peers yet");
  });

  it.each([
    ["relay-only", 0, "this edge only relays: -S1 or -S2"],
    ["new", 0, "not tried yet"],
    ["punching", 1, "punching: no answer to 1 REGISTER yet"],
    ["punching", 12, "punching: no answer to 12 REGISTERs yet"],
    ["no-socket", 0, "punching: the supernode has not said where the peer is"],
    ["of a later version", 0, "of a later version"],
  ])("says why a peer is relayed: %s, %i", (why, registers, words) => {
    const text = edgeStatusText({ info: [info], supernodes, paths: [{ ...path, why, registers }] }, now, plainStyle);
    expect(text.trimEnd().endsWith(`  ${words}`)).toBe(true);
  });

  it("is aligned on a terminal as well, where only PATH is coloured", () => {
    const same = (text: string) => text;
    const style: StatusStyle = { bold: same, dim: same, green: (text) => `<${text}>`, yellow: (text) => `(${text})` };
    const relayed = { ...path, path: "relayed" };
    const lines = edgeStatusText({ info: [info], supernodes, paths: [path, relayed] }, now, style).split("\n");
    expect(lines.slice(-3, -1).map((line) => line.slice(38, 49))).toEqual(["<direct >  ", "(relayed)  "]);
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
  expect(supernodeStatusText(rows, now, plainStyle).split("\n")).toEqual([
    "supernode ours 1, up 10s, m",
    "listens on 0.0.0.0:7654, UDP and TCP",
    "2 communities, 1 edge",
    "relayed 5 packets to one edge, 6 copies to all; dropped 7",
    "",
    "COMMUNITY     NETWORK      KIND",
    "(supernodes)  -            federation",
    "net           10.1.0.0/24  made by edges",
    "",
    "COMMUNITY  ADDRESS      NAME  MAC  SOCKET  BY   SEEN",
    "net        10.1.0.1/24  ?     a    B       TCP  0s",
    "",
  ]);
});

it.each([
  [{ isTTY: true }, {}, false],
  [{ isTTY: true }, { NO_COLOR: "1" }, true],
  [{ isTTY: true }, { CI: "true" }, true],
  [{ isTTY: true }, { TERM: "dumb" }, true],
  [{ isTTY: false }, { FORCE_COLOR: "1" }, false],
  [{}, {}, true],
])("colours are for terminals: %j %j", (stream, env, plain) => {
  expect(styleOf(stream, env) === plainStyle).toBe(plain);
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

  it("reports what the daemon refuses", async () => {
    const socket = await daemon((request) => [
      JSON.stringify({ _tag: tagOf(request), _type: "error", error: "unknowncmd" }),
    ]);
    await expect(ask(socket.address().port, "paths")).rejects.toThrow("the daemon refused paths: unknowncmd");
    socket.close();
  });

  it("reports that no daemon is there", async () => {
    const socket = await daemon(() => []);
    const { port } = socket.address();
    socket.close();
    await expect(ask(port, "info")).rejects.toThrow(`no answer from 127.0.0.1:${port}`);
  });
});
