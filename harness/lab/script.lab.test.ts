import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sameLan } from "../../topologies/same-lan.ts";
import { planAddresses } from "../topology/plan/plan-addresses.ts";
import { planLab } from "./plan.ts";
import { labScript } from "./script.ts";

const rooted = join(import.meta.dirname, "../../ci/rooted.sh");

it("lab.sh builds the laboratory by hand, and takes it down again", () => {
  const topology = sameLan({ link: { delay: "5ms" } });
  const script = labScript(planLab(topology, planAddresses(topology), { home: "table ip nat {\n}\n" }));
  const story = [
    "mount -t tmpfs lab /run",
    "cat > /run/lab.sh",
    "sh /run/lab.sh up",
    'echo "cat /proc/sys/kernel/hostname; ping -c 1 -W 1 192.168.1.102" | SHELL=/bin/sh sh /run/lab.sh shell alice',
    "ip netns exec natlab-home nft list tables",
    "echo cables $(ip -n natlab-alice -d link show eth0 | grep -o 'gso_max_segs [0-9]*')",
    "sh /run/lab.sh down",
    'echo "left: $(ip netns list) $(ip -br link | grep -v -w lo)"',
  ].join(" && ");
  const said = execFileSync("sh", [rooted, "unshare", "-mn", "sh", "-c", story], { input: script, encoding: "utf8" });
  expect(said).toMatch(/^alice$/m);
  expect(said).toContain("1 received");
  expect(said).toContain("table ip nat");
  // Otherwise a capture shows several datagrams as one packet.
  expect(said).toContain("cables gso_max_segs 1\n");
  expect(said.trimEnd()).toMatch(/left: *$/);
});
