import { describe, expect, it } from "vitest";
import { bindings } from "./bindings.ts";
import { list } from "./list.ts";
import type { Run } from "./run.ts";

const answering =
  (...objects: unknown[]): Run =>
  async () => ({
    code: 0,
    stdout: JSON.stringify({ nftables: [{ metainfo: { version: "1.0.6" } }, ...objects] }),
    stderr: "",
  });

/** As nft 1.0.6 printed it. */
const inMap = {
  map: {
    family: "ip",
    name: "udp_in",
    table: "nat",
    type: "inet_service",
    handle: 24,
    map: "ipv4_addr . inet_service",
    size: 65535,
    flags: ["timeout"],
    elem: [
      [{ elem: { val: 7000, timeout: 30, expires: 29 } }, { concat: ["192.168.1.101", 7777] }],
      [7001, { concat: ["192.168.1.102", 7778] }],
    ],
  },
};

const outMap = (type: string[], elem: unknown[]) => ({
  map: { family: "ip", name: "udp_out", table: "nat", type, handle: 23, map: "inet_service", elem },
});

describe("a listing", () => {
  it("gives keys and data as lists, whether concatenated or not", async () => {
    const { maps } = await list(answering(inMap), "map", "ip", "nat", "udp_in");
    expect(maps[0]?.type).toEqual(["inet_service"]);
    expect(maps[0]?.elem).toEqual([
      { key: [7000], timeout: 30, expires: 29, data: ["192.168.1.101", 7777] },
      { key: [7001], data: ["192.168.1.102", 7778] },
    ]);
  });

  it("lets kinds and fields pass that it does not know", async () => {
    const strange = { "ct timeout": { name: "t" } };
    const table = { table: { family: "ip", name: "nat", handle: 2, colour: "red" } };
    expect((await list(answering(strange, table), "ruleset")).tables).toMatchObject([{ family: "ip", name: "nat" }]);
  });

  it.each([
    [
      "nft's own words when it fails",
      { code: 1, stdout: "", stderr: "Error: No such file or directory" },
      /No such file/,
    ],
    ["of output that is no JSON", { code: 0, stdout: '{"nftables": [', stderr: "" }, /unexpected output/],
    ["of JSON that is no listing", { code: 0, stdout: "{}", stderr: "" }, /unexpected output/],
  ])("throws %s", async (_what, ran, message) => {
    await expect(list(async () => ran, "ruleset")).rejects.toThrow(message);
  });
});

describe("the binding table", () => {
  it("of an independent mapping has inside and outside", async () => {
    const elem = [[{ elem: { val: { concat: ["192.168.1.101", 5000] }, timeout: 30, expires: 12 } }, 40000]];
    expect(await bindings(answering(outMap(["ipv4_addr", "inet_service"], elem)), "nat")).toEqual([
      { inside: { address: "192.168.1.101", port: 5000 }, outside: 40000, left: 12_000 },
    ]);
  });

  it("of a dependent mapping says towards whom", async () => {
    const elem = [
      [{ concat: ["192.168.1.101", 5000, "203.0.113.1"] }, 40000],
      [{ concat: ["192.168.1.101", 5000, "203.0.113.2", 9] }, 40001],
    ];
    expect((await bindings(answering(outMap([], elem)), "nat")).map(({ towards }) => towards)).toEqual([
      { address: "203.0.113.1" },
      { address: "203.0.113.2", port: 9 },
    ]);
  });

  it("of an idle NAT is empty", async () => {
    const { map } = outMap([], []);
    expect(await bindings(answering({ map: { ...map, elem: undefined } }), "nat")).toEqual([]);
  });
});
