import { existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { tasks } from "../../ci/bootstrap/tasks.mjs";
import { isRootHere, namespacesTrouble, tapFix } from "../../ci/bootstrap/namespaces.mjs";
import { missingCommands } from "../command-line/missing-commands.ts";
import { runsFolder } from "../project/project.ts";
import { mainJobRuns } from "./main-job.ts";
import { loadAll, presetRules, presetRules6, squareRules } from "./nat-rules.ts";
import { neighbourTable } from "./neighbour-table.ts";
import { scratch, type ScratchOutcome } from "./scratch.ts";
import type { DoctorCheck } from "./check.ts";

const apt = (...packages: string[]) => `sudo apt-get install -y --no-install-recommends ${packages.join(" ")}`;

const fixRules =
  `${apt("nftables")} (tested: nft 1.0.6 to 1.1.3); the kernel needs CONFIG_NFT_NAT, NFT_CT, NF_CONNTRACK_TIMEOUT ` +
  "(sudo modprobe nft_chain_nat nfnetlink_cttimeout)";

const inScratch = (script: string, input?: string) => ({ inNamespaces: true, try: () => scratch(script, input) });
const loads = (load: () => Promise<ScratchOutcome>) => ({ inNamespaces: true, try: load });

export const checks: readonly DoctorCheck[] = [
  {
    name: "Node.js",
    required: true,
    try: () => ({ works: true, detail: process.versions.node }),
    fix: "install Node.js 20.19, 22.12, 24 or newer",
  },
  {
    name: "commands",
    required: true,
    isGround: true,
    try: () => commandsFound(tasks.doctor!.commands),
    fix: "install the Debian packages that have them",
  },
  {
    name: "private namespaces",
    required: true,
    isGround: true,
    try: privateNamespaces,
    fix: "run as root",
  },
  {
    name: "named network namespaces",
    required: true,
    ...inScratch("ip netns add one; ip netns exec one true; echo ip netns add, exec"),
    fix: apt("iproute2"),
  },
  {
    name: "veth",
    required: true,
    ...inScratch("ip link add name v0 type veth peer name v1; ip link set v0 up; echo pair created"),
    fix: "sudo modprobe veth",
  },
  {
    name: "bridge without netfilter",
    required: true,
    ...inScratch(
      "ip link add name br0 type bridge; f=/proc/sys/net/bridge/bridge-nf-call-iptables; " +
        "if [ -e $f ]; then echo 0 > $f; echo bridge-nf-call-iptables set to 0; else echo no br_netfilter; fi",
    ),
    fix: "sudo modprobe bridge",
  },
  {
    name: "TAP",
    required: true,
    ...inScratch("ip tuntap add dev t0 mode tap; ip link set t0 up; echo /dev/net/tun opened, TAP created"),
    fix: tapFix,
  },
  {
    name: "IP forwarding per namespace",
    required: true,
    ...inScratch("echo 1 > /proc/sys/net/ipv4/ip_forward; echo net.ipv4.ip_forward writable"),
    fix: "mount /proc/sys writable (in a container: --privileged)",
  },
  { name: "rules of the nine kinds of NAT", required: true, ...loads(() => loadAll(squareRules)), fix: fixRules },
  { name: "rules of the presets", required: true, ...loads(() => loadAll(presetRules)), fix: fixRules },
  { name: "rules of the IPv6 presets", required: true, ...loads(() => loadAll(presetRules6)), fix: fixRules },
  {
    name: "ping",
    required: true,
    ...inScratch("ip link set lo up; ping -n -c 1 -W 1 -i 0.05 127.0.0.1 | grep -o '1 received'"),
    fix: apt("iputils-ping"),
  },
  {
    name: "capture",
    required: true,
    ...inScratch(
      'ip link set lo up; "$NODE" "$GROUPS" tcpdump -i any -n -U --immediate-mode -Z root -c 2 -w /run/try.pcap ' +
        "2>/run/said & " +
        "while ! grep -q 'listening on' /run/said; do kill -0 $! || { cat /run/said >&2; exit 1; }; done; " +
        "ping -n -c 2 -i 0.05 127.0.0.1 >/dev/null; wait; grep 'packets captured' /run/said",
    ),
    fix: apt("tcpdump"),
  },
  { name: "system calls by koffi", required: true, try: koffiLoads, fix: "rm -rf node_modules && npm ci" },
  {
    name: "timers",
    required: true,
    try: timerJitter,
    fix: "stop other programs: the machine is too busy for exact link delays",
  },
  {
    name: "disk",
    required: true,
    try: freeDisk,
    fix: "free some space on the disk of the runs, e.g. rm -rf reports/runs",
  },
  neighbourTable,
  {
    name: "the main job",
    required: true,
    inNamespaces: true,
    try: mainJobRuns,
    fix: "fix what is marked above first; if nothing is: npm run scenario symmetric-vs-cone -- --case full-cone",
  },
  {
    name: "netem",
    required: false,
    ...inScratch(
      "ip link add name v0 type veth peer name v1; tc qdisc add dev v0 root netem delay 1ms; echo available",
    ),
    fix: "not needed: links are a wire in user space",
  },
];

/** Without them nothing else can be tried, and what fails would only say so in other words. */
function commandsFound(commands: readonly string[]): ScratchOutcome {
  const trouble = missingCommands(commands);
  if (trouble === undefined) return { works: true, detail: commands.join(", ") };
  return { works: false, detail: trouble.what, fix: trouble.fix };
}

/** Started as in a laboratory. */
function privateNamespaces(): ScratchOutcome {
  const trouble = namespacesTrouble();
  if (trouble !== undefined) return { works: false, detail: trouble.what, fix: trouble.fix };
  const owner = isRootHere() ? "as root" : `as user ${process.getuid?.()}, in a user namespace`;
  return { works: true, detail: `mount, network and pid namespace created ${owner}` };
}

async function koffiLoads(): Promise<ScratchOutcome> {
  try {
    const { default: koffi } = await import("koffi");
    const pid = koffi.load(null).func("int getpid()") as () => number;
    return { works: pid() === process.pid, detail: `koffi ${koffi.version}` };
  } catch (error) {
    return { works: false, detail: String(error) };
  }
}

/** How late the worst of twenty 10 ms timers fires. */
async function timerJitter(): Promise<ScratchOutcome> {
  let worst = 0;
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    await new Promise((resume) => setTimeout(resume, 10));
    worst = Math.max(worst, performance.now() - start - 10);
  }
  return { works: worst < 30, detail: `a 10 ms timer is at most ${worst.toFixed(1)} ms late` };
}

/** On the disk that holds the runs. */
function freeDisk(): ScratchOutcome {
  const place = [runsFolder(), dirname(runsFolder()), "."].find((path) => existsSync(path)) ?? ".";
  const { bavail, bsize } = statfsSync(place);
  const free = (bavail * bsize) / 2 ** 20;
  return { works: free > 200, detail: `${Math.round(free)} MiB free in ${resolve(place)}` };
}
