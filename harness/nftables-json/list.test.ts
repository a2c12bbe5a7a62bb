import { describe, expect, it } from "vitest";
import { bindings } from "./bindings.ts";
import { elementsOf } from "./elements.ts";
import { list } from "./list.ts";
import type { NftError } from "./nft-error.ts";
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
    expect(elementsOf(maps[0]!)).toEqual([
      { key: [7000], timeout: 30, expires: 29, data: ["192.168.1.101", 7777] },
      { key: [7001], data: ["192.168.1.102", 7778] },
    ]);
  });

  it("ignores unknown kinds and fields", async () => {
    const strange = { "ct timeout": { name: "t" } };
    const table = { table: { family: "ip", name: "nat", handle: 2, colour: "red" } };
    expect((await list(answering(strange, table), "ruleset")).tables).toMatchObject([{ family: "ip", name: "nat" }]);
  });

  it("accepts any form of what it does not use", async () => {
    const strange = { typeof: { concat: [{ payload: { protocol: "ip", field: "saddr" } }] } };
    const listed = answering(
      { set: { family: "ip", table: "nat", name: "s", type: strange, flags: strange, elem: strange } },
      { map: { family: "ip", table: "nat", name: "m", type: strange, map: strange, size: "some" } },
      { rule: { family: "ip", table: "nat", chain: "c", expr: "as text" } },
      { chain: { family: "ip", table: "nat", name: "c", dev: 7 } },
    );
    const { sets, maps, rules, chains } = await list(listed, "ruleset");
    expect([sets, maps, rules, chains].map(({ length }) => length)).toEqual([1, 1, 1, 1]);
  });

  it.each([
    [
      "nft's own words when it fails",
      { code: 1, stdout: "", stderr: "Error: No such file or directory" },
      "nft -j list ruleset: Error: No such file or directory",
    ],
    [
      "of output that is no JSON",
      { code: 0, stdout: '{"nftables": [', stderr: "" },
      'nft -j list ruleset: cannot read what nft of unknown version printed: there is no list "nftables" of objects in it',
    ],
    [
      "of JSON that is no listing",
      { code: 0, stdout: "{}", stderr: "" },
      'nft -j list ruleset: cannot read what nft of unknown version printed: there is no list "nftables" of objects in it',
    ],
  ])("throws %s", async (_what, ran, message) => {
    await expect(list(async () => ran, "ruleset")).rejects.toMatchObject({ message });
  });

  it.each([
    [{ map: { ...inMap.map, name: undefined } }, "a map without a name: name: expected string, received undefined"],
    [{ map: { ...inMap.map, elem: { 7000: 1 } } }, "map udp_in: elem: expected array, received object"],
    [{ rule: { family: "ip", table: 7, chain: "c" } }, "a rule of chain c: table: expected string, received number"],
    [{ chain: 7 }, "a chain without a name: expected object, received number"],
  ])("names in one line what cannot be read (%#)", async (object, trouble) => {
    await expect(list(answering(object), "ruleset")).rejects.toMatchObject({
      message: `nft -j list ruleset: cannot read what nft 1.0.6 printed: ${trouble}`,
    });
  });
});

describe("the elements of a map", () => {
  const elementsIn = async (...elem: unknown[]) => {
    const { maps } = await list(answering({ map: { ...inMap.map, elem } }), "map", "ip", "nat", "udp_in");
    return elementsOf(maps[0]!);
  };

  it("may have more fields than are used", async () => {
    const elem = { val: 7000, timeout: 30, expires: 29, comment: "new", counter: { packets: 1 } };
    expect(await elementsIn([{ elem }, 7, [{ counter: null }]])).toEqual([
      { key: [7000], timeout: 30, expires: 29, data: [7] },
    ]);
  });

  it.each([
    ["an interval", [{ range: [1, 9] }, 7]],
    ["a key alone", 7000],
    ["nothing", null],
  ])("names in one line that it cannot read %s", async (_what, element) => {
    const error: NftError = await elementsIn([7001, 7], element).then(
      () => expect.unreachable(),
      (value: unknown) => value as NftError,
    );
    expect(error.message).toContain(`map udp_in: element 2 cannot be read: ${JSON.stringify(element)}: `);
    expect(error.message).not.toContain("\n");
  });
});

describe("the binding table", () => {
  it("of an independent mapping has inside and outside", async () => {
    const elem = [[{ elem: { val: { concat: ["192.168.1.101", 5000] }, timeout: 30, expires: 12 } }, 40000]];
    expect(await bindings(answering(outMap(["ipv4_addr", "inet_service"], elem)), "nat")).toEqual([
      { inside: { address: "192.168.1.101", port: 5000 }, outside: 40000, left: 12_000 },
    ]);
  });

  it("of a dependent mapping says towards which endpoint", async () => {
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
