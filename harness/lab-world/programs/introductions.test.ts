import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Lab } from "../../lab/lab.ts";
import type { CaseHost, RunningNode, SystemUnderTest } from "../../sut/contract.ts";
import { Introductions } from "./introductions.ts";

const lab = { exec: async () => ({ code: 0, stdout: "", stderr: "" }) } as unknown as Lab;
const node = (name: string): RunningNode => ({ host: { name } as CaseHost, device: "x0", address: "10.77.0.1" });

it("makes one introduction at a time, whoever starts meanwhile", async () => {
  const seen: string[][] = [];
  let going = 0;
  const system = {
    async introduce(running: readonly RunningNode[]) {
      expect(++going).toBe(1);
      for (let i = 0; i < 5; i++) await turn();
      seen.push(running.map(({ host }) => host.name));
      going--;
    },
  } as unknown as SystemUnderTest;
  const introductions = new Introductions(lab);
  await Promise.all([introductions.started(system, node("alice")), introductions.started(system, node("bob"))]);
  await introductions.end();
  expect(seen).toEqual([
    ["alice", "bob"],
    ["alice", "bob"],
  ]);
});

it("rejects for the node whose introduction failed, and introduces the next", async () => {
  let times = 0;
  const system = {
    async introduce() {
      if (++times === 1) throw new Error("no hub");
    },
  } as unknown as SystemUnderTest;
  const introductions = new Introductions(lab);
  await expect(introductions.started(system, node("alice"))).rejects.toThrow("no hub");
  await introductions.started(system, node("bob"));
  await introductions.end();
  expect(times).toBe(2);
});
