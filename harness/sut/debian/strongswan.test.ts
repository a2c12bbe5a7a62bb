import { expect, it } from "vitest";
import { connections } from "./strongswan.ts";
import { aliceSetup, caseHosts } from "../testing/case-network.ts";

const { alice, bob } = caseHosts("strongswan");
const { helper } = aliceSetup("strongswan");

it("connects to the mediator, and through it to each of the others", () => {
  const lines = connections(alice, [bob], helper).map((line) => line.trim());
  expect(lines.slice(0, 7)).toEqual([
    ...["connections {", "mediator {", "version = 2", "keyingtries = 0", "dpd_delay = 5s"],
    ...["remote_addrs = 198.18.1.1", "mediation = yes"],
  ]);
  const toBob = lines.slice(lines.indexOf("bob {"));
  for (const line of [
    "mediated_by = mediator",
    "mediation_peer = bob",
    "local_ts = 10.77.0.2/32",
    "remote_ts = 10.77.0.3/32",
  ])
    expect(toBob).toContain(line);
  const braces = (brace: string) => lines.filter((line) => line.includes(brace)).length;
  expect(braces("{")).toBe(braces("}"));
});

it("knows nobody without a mediator", () => {
  expect(connections(alice, [bob], undefined)).toEqual([]);
});
