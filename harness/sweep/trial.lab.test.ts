import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ours } from "../sut/n2n/ours.ts";
import type { SweepPlan } from "./json.ts";
import { noVpn } from "./no-vpn.ts";
import { tryPoint } from "./trial.ts";

const plan: Pick<SweepPlan, "nats" | "loads" | "time"> = { nats: ["home", "home"], loads: [4e6, 16e6], time: 1000 };

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "natlab-sweep-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

it("measures what a link does to the bare network", async () => {
  const point = { rate: 8e6, delay: 20, loss: 0.05 };
  const trial = await tryPoint({ system: noVpn, point, plan, seed: 7, folder: join(folder, "bare") });
  expect(trial).toMatchObject({ outcome: "measured", udp: [{ load: 4e6 }, { load: 16e6 }] });
  expect(trial).not.toHaveProperty("path");
  const [below, above] = trial.udp;
  // About 417 datagrams: the fraction lost within four standard deviations of 5 %.
  expect(below!.sent).toBeGreaterThan(200);
  expect(Math.abs(1 - below!.arrived / below!.sent - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / below!.sent));
  expect(below!.latency!.median).toBeGreaterThanOrEqual(20);
  // Twice what the link carries: half does not arrive, and its queue of 250 ms is full.
  expect(above!.delivered).toBeLessThan(8e6);
  expect(above!.arrived / above!.sent).toBeLessThan(0.75);
  expect(above!.latency!.p95).toBeGreaterThan(150);
  expect(trial.idle!.time!.median).toBeGreaterThanOrEqual(40);
  expect(trial.tcp!.bitrate).toBeGreaterThan(0);
  expect(trial.tcp!.bitrate).toBeLessThan(8e6);
  expect(trial.link!.lost).toBeGreaterThan(0.02);
  expect(await readdir(join(folder, "bare/capture"))).toEqual(["alice.pcap", "bob.pcap", "interfaces.json"]);
});

it.each([
  ["home", "direct"],
  ["symmetric", "relayed"],
] as const)("measures our edges between two NATs of the kind %s: %s", async (nat, path) => {
  const point = { rate: 20e6, delay: 10, loss: 0 };
  const between = { nats: [nat, nat] as [string, string], loads: [4e6], time: 1000 };
  const trial = await tryPoint({ system: ours, point, plan: between, seed: 7, folder: join(folder, nat) });
  expect(trial).toMatchObject({ outcome: "measured", path });
  const [flow] = trial.udp;
  expect(flow!.sent).toBeGreaterThan(200);
  expect(flow!.arrived / flow!.sent).toBeGreaterThan(0.9);
  expect(flow!.latency!.median).toBeGreaterThanOrEqual(10);
  expect(trial.tcp!.bitrate).toBeGreaterThan(1e6);
});

it("says what it could not measure", async () => {
  const argv = ["sh", "-c", "echo gone; exit 3"];
  const silent = { ...noVpn, name: "silent", node: () => ({ program: "silent", argv, device: "none0" }) };
  const trial = await tryPoint({
    system: silent,
    point: { delay: 1, loss: 0 },
    plan,
    seed: 7,
    folder: join(folder, "x"),
  });
  expect(trial).toMatchObject({ outcome: "unreachable", udp: [] });
  expect(trial.why).toContain("ended with exit code 3");
});
