import { expect, it } from "vitest";
import { bindingChanges, bindingsTable, trackedBindings } from "./bindings.ts";

const lines = `udp      17 29 src=192.168.1.101 dst=198.18.1.1 sport=4000 dport=7654 [UNREPLIED] src=198.18.1.1 dst=198.18.2.1 sport=7654 dport=4001 mark=0 zone=2 use=1
udp      17 117 src=192.168.1.101 dst=198.18.3.1 sport=4000 dport=5000 src=198.18.3.1 dst=198.18.2.1 sport=5000 dport=4000 [ASSURED] mark=0 zone=3 use=1
tcp      6 ESTABLISHED
`;

it("reads connection tracking of the router's present zone", () => {
  expect(trackedBindings(lines, "udp", 2)).toEqual([
    { protocol: "udp", inside: "192.168.1.101:4000", outside: "198.18.2.1:4001", towards: "198.18.1.1:7654", left: 29 },
  ]);
  expect(trackedBindings("", "udp", 2)).toEqual([]);
});

it("shows what comes and goes, not what is only refreshed", () => {
  const [one] = trackedBindings(lines, "udp", 2);
  const [two] = trackedBindings(lines, "udp", 3);
  expect(bindingChanges([one!], [{ ...one!, left: 30 }])).toEqual([]);
  expect(bindingChanges([one!], [two!])).toEqual([
    "- udp 192.168.1.101:4000 → 198.18.2.1:4001 for 198.18.1.1:7654",
    "+ udp 192.168.1.101:4000 → 198.18.2.1:4000 for 198.18.3.1:5000",
  ]);
  expect(bindingsTable([])).toBe("  no mapping");
});
