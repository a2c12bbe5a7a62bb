import { describe, expect, it } from "vitest";
import type { StatusRow, StatusRows } from "../management/status.ts";
import { edgeFindings, type DiagnosisFacts, type EdgeFinding, type InterfaceFacts } from "./diagnosis.ts";

const now = 2_000_000;
const info = {
  macaddr: "02:00:00:00:00:01",
  ip4addr: "10.0.0.1",
  registration: "registered",
  sockaddr: "203.0.113.5:41000",
  local_sockaddr: "0.0.0.0:5000",
};
const supernode = { sockaddr: "198.51.100.1:7654", current: 1, last_seen: now - 3 };
const direct = {
  macaddr: "02:00:00:00:00:02",
  ip4addr: "10.0.0.2/24",
  desc: "bob",
  path: "direct",
  why: "punched",
  registers: 0,
  since: now - 180,
};
const n2n0: InterfaceFacts = { name: "n2n0", mac: "02:00:00:00:00:01", isUp: true, mtu: 1290, addresses: ["10.0.0.1"] };
const eth0: InterfaceFacts = {
  name: "eth0",
  mac: "02:00:00:00:00:99",
  isUp: true,
  mtu: 1500,
  addresses: ["192.168.1.5"],
};

function about(what: EdgeFinding["about"], changes: Partial<DiagnosisFacts> = {}, rows: Partial<StatusRows> = {}) {
  const all: StatusRows = {
    info: [info],
    supernodes: [supernode],
    paths: [direct],
    problems: [],
    ...(rows as StatusRows),
  };
  const facts = { rows: all, now, interfaces: [n2n0, eth0], isClockSynchronized: true, ...changes };
  return edgeFindings(facts).filter((finding) => finding.about === what);
}
const changed = (changes: Partial<Record<keyof typeof info, string>>): Partial<StatusRows> => ({
  info: [{ ...info, ...changes }],
});

it("finds nothing bad in a healthy edge", () => {
  const facts = {
    rows: { info: [info], supernodes: [supernode], paths: [direct], problems: [] },
    now,
    interfaces: [n2n0, eth0],
    isClockSynchronized: true,
  };
  expect(edgeFindings(facts).map(({ about, verdict }) => `${about} ${verdict}`)).toEqual([
    "interface good",
    "clock good",
    "supernode good",
    "NAT note",
    "MTU good",
    "peers good",
  ]);
});

describe("the interface", () => {
  it.each([
    ["is down", [{ ...n2n0, isUp: false }, eth0], "bad", /n2n0 is down/, /ip link set n2n0 up/],
    [
      "lost its address",
      [{ ...n2n0, addresses: [] }, eth0],
      "bad",
      /no longer has the edge's address 10\.0\.0\.1/,
      /ip address add/,
    ],
    ["is gone", [eth0], "bad", /no interface has the edge's MAC address 02:00:00:00:00:01/, /start it again/],
  ] as const)("%s", (_, interfaces, verdict, says, fix) => {
    expect(about("interface", { interfaces })).toMatchObject([
      { verdict, says: expect.stringMatching(says) as string, fix: expect.stringMatching(fix) as string },
    ]);
  });
});

describe("the supernode", () => {
  it.each([
    ["silent", /does not answer: 198\.51\.100\.1:7654/, /-l.*-H/],
    ["resolving", /has no address/, /DNS/],
    ["refused", /refuses this edge/, /problem below/],
    ["registering", /waiting for the first answer/, /-l/],
  ])("%s", (registration, says, fix) => {
    expect(about("supernode", {}, changed({ registration }))).toMatchObject([
      { verdict: "bad", says: expect.stringMatching(says) as string, fix: expect.stringMatching(fix) as string },
    ]);
  });
});

describe("the NAT", () => {
  it("is none if the supernode sees an address of this machine, but not the interface's own", () => {
    expect(about("NAT", {}, changed({ sockaddr: "192.168.1.5:5000" }))).toMatchObject([{ verdict: "good" }]);
    expect(about("NAT", {}, changed({ sockaddr: "10.0.0.1:5000" }))[0]!.says).toContain("a NAT is between");
    expect(about("NAT", {}, changed({ sockaddr: "" }))).toMatchObject([{ verdict: "unknown" }]);
  });

  it("keeps the port or changes it", () => {
    expect(about("NAT", {}, changed({ sockaddr: "203.0.113.5:5000" }))).toMatchObject([{ verdict: "good" }]);
    expect(about("NAT")).toMatchObject([{ verdict: "note", fix: expect.stringContaining("-p") as string }]);
  });
});

it("an MTU that does not fit is named with one that does", () => {
  const ppp: InterfaceFacts = { ...eth0, name: "ppp0", mtu: 1400 };
  expect(about("MTU", { interfaces: [n2n0, ppp] })).toMatchObject([
    {
      verdict: "note",
      says: expect.stringContaining("1400 on ppp0") as string,
      fix: expect.stringContaining("-M 1272") as string,
    },
  ]);
  expect(about("MTU", { interfaces: [n2n0, { ...ppp, isUp: false }] })).toMatchObject([{ verdict: "good" }]);
});

it("an unknown clock is unknown, not good", () => {
  expect(about("clock", { isClockSynchronized: undefined })).toMatchObject([{ verdict: "unknown" }]);
  expect(about("clock", { isClockSynchronized: false })).toMatchObject([{ verdict: "note" }]);
});

it("what the edge itself found is repeated with its advice", () => {
  const problem: StatusRow = {
    cause: "other-key",
    who: "02:00:00:00:00:02",
    peer: "02:00:00:00:00:02",
    name: "bob",
    do: "give all edges the same key",
    count: 3,
    since: now,
    last_seen: now,
  };
  expect(about("traffic", {}, { problems: [problem] })).toEqual([
    {
      about: "traffic",
      verdict: "bad",
      says: "other-key: peer 02:00:00:00:00:02, name bob",
      fix: "give all edges the same key",
    },
  ]);
});

it("an interface that waits for its address is not a fault", () => {
  const rows = changed({ ip4addr: "", registration: "asking-address" });
  expect(about("interface", { interfaces: [eth0] }, rows)).toMatchObject([{ verdict: "note" }]);
});

it("another tunnel says nothing about the MTU, and this machine's loopback is no NAT", () => {
  const other = { ...n2n0, name: "n2n1", mac: "02:00:00:00:00:77", isTunnel: true };
  expect(about("MTU", { interfaces: [n2n0, eth0, other] })).toMatchObject([{ verdict: "good" }]);
  expect(about("NAT", {}, changed({ sockaddr: "127.0.0.1:41000" }))).toMatchObject([{ verdict: "good" }]);
});

it("each relayed peer is named with the reason", () => {
  const relayed = { ...direct, path: "relayed", why: "punching", registers: 4 };
  expect(about("peers", {}, { paths: [direct, relayed, { ...relayed, why: "idle" }] }).map(({ says }) => says)).toEqual(
    [
      "3 peers, 1 direct, 2 relayed",
      "10.0.0.2/24 bob is relayed since 3m: punching: no answer to 4 REGISTERs yet",
      "10.0.0.2/24 bob is relayed since 3m: no direct path is needed: no recent traffic",
    ],
  );
  expect(about("peers", {}, { paths: [] })).toMatchObject([{ says: "none yet" }]);
  const problem = { cause: "other-key", who: "x", do: "y", count: 1, since: now, last_seen: now };
  expect(about("peers", {}, { paths: [], problems: [problem] })).toMatchObject([
    { says: "none yet: what is wrong above may be the reason" },
  ]);
});
