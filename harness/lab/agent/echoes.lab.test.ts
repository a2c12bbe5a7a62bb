import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { milliseconds } from "../../../src/base/instant.ts";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { dissect } from "../../evidence/capture/dissect.ts";
import { readPcap } from "../../evidence/capture/pcap.ts";
import { nat } from "../../topology/nat/nat.ts";
import { LabError } from "../lab-error.ts";
import { buildLab } from "../testing/lab.ts";

const folder = mkdtempSync(join(tmpdir(), "natlab-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("pings with data of many sizes that cannot be compressed, until it is stopped", async () => {
  await using lab = await buildLab(twoHomes({ natA: nat.none, natB: nat.none }));
  const echoes = { node: "alice", interval: 10, least: 400, most: 1100, seed: 7 };
  await lab.startCaptures(folder);
  await lab.startEchoes({ ...echoes, address: "198.18.1.1" });
  // No route, and nobody there: neither stops anything.
  await lab.ip("bob", ["route del default"]);
  await lab.startEchoes({ ...echoes, node: "bob", address: "198.18.1.1" });
  await lab.startEchoes({ ...echoes, node: "sn", address: "198.18.1.77" });
  await lab.pass(milliseconds(1000));
  await lab.stopEchoes();
  await lab.pass(milliseconds(300));
  await lab.stopCaptures(folder);

  const packets = readPcap(readFileSync(join(folder, "sn.pcap"))).flatMap(
    (record) => dissect(record, "sn", new Map()) ?? [],
  );
  const echoed = packets.filter(({ echo }) => echo !== undefined);
  const requests = echoed.filter(({ echo, direction }) => echo!.request && direction === "in");
  const replies = echoed.filter(({ echo, direction }) => !echo!.request && direction === "out");
  expect(requests.length).toBeGreaterThan(50);
  expect(replies).toHaveLength(requests.length);
  expect(requests.map(({ echo }) => echo!.sequence)).toEqual(requests.map((_, i) => i + 1));
  expect(new Set(requests.map(({ echo }) => echo!.id)).size).toBe(1);

  const sizes = requests.map(({ payload }) => payload.length);
  expect(new Set(sizes).size).toBeGreaterThan(requests.length / 2);
  const header = 8;
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(header + echoes.least);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(header + echoes.most);
  for (const { payload } of requests) expect(deflateRawSync(payload).length).toBeGreaterThan(payload.length);

  const [last, ended] = [requests.at(-1)!.at, packets.at(-1)!.at];
  expect(last - requests[0]!.at).toBeLessThan(1200);
  expect(ended).toBeGreaterThanOrEqual(last);
});

it("names a node that there is not", async () => {
  await using lab = await buildLab(twoHomes({ natA: nat.none, natB: nat.none }));
  const asked = lab.startEchoes({ node: "carol", address: "198.18.1.1", interval: 50, least: 1, most: 1, seed: 1 });
  await expect(asked).rejects.toThrow(LabError);
});
