import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { tryDebianPackages } from "../../ci/bootstrap/debian-packages.mjs";
import { nat64Home } from "../../topologies/nat64-home.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { nat64Command } from "../lab/nat64.ts";
import { portMappingCommand } from "../lab/port-mapping.ts";
import { planLab } from "../lab/plan.ts";
import { doing } from "../lab/script.ts";
import { rulesetsOf } from "../lab-world/rulesets.ts";
import { ownFile } from "../project/own-folder.ts";
import { host, router, topology } from "../topology/builders.ts";
import { nat } from "../topology/nat/nat.ts";
import { NetworkState } from "../topology/network-state.ts";
import type { Topology } from "../topology/topology.ts";
import { leaseLines, nameLines, servicesPart } from "./services.ts";
import { insidePart, outsidePart } from "./shell.ts";

const folder = mkdtempSync(join(tmpdir(), "repro-services-"));
afterAll(() => rmSync(folder, { recursive: true }));

const lacking = tryDebianPackages([nat64Command, "dnsmasq"], () => undefined);
const noMapping = tryDebianPackages([portMappingCommand], () => undefined);
const nats = { natA: nat.symmetric, natB: nat.portRestricted };
const planOf = (net: Topology) => {
  const state = new NetworkState(net, 1);
  return planLab(net, state.addresses, rulesetsOf(state));
};

/** What commands print in the network of a script. */
function printed(plan: ReturnType<typeof planOf>, ...lines: readonly string[]): string {
  const file = join(folder, "repro.sh");
  const { tools, functions, starts } = servicesPart(plan);
  const begin = 'mount -t tmpfs lab /run && : > "$WORK/begun"';
  const parts = [...tools, outsidePart(readFileSync(ownFile("ci/rooted.sh"), "utf8")), insidePart({ ip: undefined, ip6: undefined, size: 1000 }), ...functions, "set -e", begin, ...plan.ops.flatMap(doing), ...starts]; // prettier-ignore
  writeFileSync(file, [...parts, ...lines, ""].join("\n"));
  const { stdout, stderr, status } = spawnSync("sh", [file], { encoding: "utf8", env: { ...process.env, TMPDIR: folder } }); // prettier-ignore
  if (status !== 0) throw new Error(`${status}: ${stderr}${stdout}`);
  expect(readdirSync(folder)).toEqual(["repro.sh"]);
  return stdout;
}

const at = (node: string, command: string): string => `ip netns exec natlab-${node} ${command}`;

describe("services of a script's network", { timeout: 120_000 }, () => {
  it.skipIf(lacking !== undefined)(`translate, and answer for names as they move${lacking ?? ""}`, () => {
    const plan = planOf(nat64Home(nats));
    const moved = nameLines([{ node: "homeA", records: { "sn.test": ["2001:db8:64::c612:109"] } }]);
    const text = printed(
      plan,
      at("alice", "getent ahosts sn.test"),
      at("bob", "getent ahosts sn.test"),
      at("bob", "getent ahosts nobody.test || echo no such name"),
      at("alice", "ping -n -c 1 -w 5 2001:db8:64::c612:101"),
      ...moved,
      // A signal is not waited for.
      `until ${at("alice", "getent ahosts sn.test")} | grep 109; do sleep 0.1; done`,
    );
    expect(text).toMatch(/^2001:db8:64::c612:101 +STREAM sn\.test$/m);
    expect(text).toMatch(/^198\.18\.1\.1 +STREAM sn\.test$/m);
    expect(text).toMatch(/^no such name$/m);
    expect(text).toContain("1 received");
    expect(text).toMatch(/^2001:db8:64::c612:109 +STREAM/m);
  });

  it.skipIf(noMapping !== undefined)(`map ports when asked${noMapping ?? ""}`, () => {
    const homeA = router({ nat: "symmetric", portMapping: ["pcp", "nat-pmp"], lan: { alice: host() } });
    const plan = planOf(topology("mapping", { sn: host(), homeA }));
    // NAT-PMP (RFC 6886 §3.2): version 0, opcode 0; the answer is opcode 128, result 0, a time, and the public address.
    const ask = `perl -MIO::Socket -e '$s=IO::Socket::INET->new(Proto=>"udp",PeerAddr=>"192.168.1.1:5351");$s->send("\\0\\0");alarm 5;$s->recv($a,99);print unpack("H*",$a),"\\n"'`;
    expect(printed(plan, at("alice", ask))).toMatch(/^00800000[0-9a-f]{8}c6100201$/m);
  });

  it("give hosts the addresses that DHCP gave them", () => {
    const plan = planOf(twoHomes({ ...nats, leaseA: "4s" }));
    const ping = at("alice", "ping -n -c 1 -w 5 198.18.1.1");
    const text = printed(plan, ping, ...leaseLines({ alice: "192.168.1.77" }, plan), at("alice", "ip -4 -br addr show eth0"), ping); // prettier-ignore
    expect(text.match(/1 received/g)).toHaveLength(2);
    expect(text).toMatch(/192\.168\.1\.77\/24/);
    expect(text).not.toContain("192.168.1.101");
  });
});
