import { expect, it } from "vitest";
import { NetworkState } from "../topology/network-state.ts";
import { situations } from "./situations.ts";

it("have unique names that are valid for folders, and networks that can be built", () => {
  const names = situations.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, topology } of situations) {
    expect(name).toMatch(/^[A-Za-z0-9-]+$/);
    const { publicAddresses } = new NetworkState(topology, 1).addresses;
    for (const host of ["sn", "alice", "bob"])
      expect(publicAddresses[host]?.length, `${host} of ${name}`).toBeGreaterThan(0);
  }
});

it("are what the report promises: 25 pairs, homes, and disturbances between NATs that allow a direct path", () => {
  const count = (group: string) => situations.filter((one) => one.group === group).length;
  expect([count("pairs of NATs"), count("homes"), count("recovery")]).toEqual([25, 8, 5]);
  const disturbed = situations.filter(({ disturbance }) => disturbance !== undefined);
  expect(disturbed.map(({ prediction }) => prediction.path)).toEqual(Array.from({ length: 5 }, () => "direct"));
});
