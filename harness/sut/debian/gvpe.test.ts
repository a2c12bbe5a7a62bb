import { expect, it } from "vitest";
import { configuration } from "./gvpe.ts";
import { caseHosts } from "../testing/case-network.ts";

const { sn, alice, bob } = caseHosts("gvpe");
const network = { hosts: [sn, { ...caseHosts("tinc").bob, name: "carol" }, alice, bob] };
const router = { name: "sn", address: "198.18.1.1" };

it("lists the nodes that run it, in one order, and where the router is", () => {
  const named = (lines: readonly string[]) => lines.filter((line) => line.startsWith("node ="));
  const ofAlice = configuration(alice, network, { router, port: 700 });
  expect(named(ofAlice)).toEqual(["node = sn", "node = alice", "node = bob"]);
  expect(named(configuration(sn, network, { router }))).toEqual(named(ofAlice));
  expect(ofAlice.slice(ofAlice.indexOf("node = sn"))).toEqual([
    ...["node = sn", "hostname = 198.18.1.1", "router-priority = 2"],
    ...["node = alice", "udp-port = 700", "node = bob"],
  ]);
});

it("forbids direct connections except to the router where everything is to be relayed", () => {
  const lines = configuration(alice, network, { router, peerToPeer: false });
  expect(lines.slice(lines.indexOf("node = alice"), lines.indexOf("node = bob"))).toEqual([
    ...["node = alice", "udp-port = 655", "deny-direct = *", "allow-direct = sn"],
  ]);
  expect(configuration(alice, network, { router }).join("\n")).not.toContain("direct");
});
