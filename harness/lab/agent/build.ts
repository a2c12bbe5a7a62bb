import { existsSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { LabError } from "../lab-error.ts";
import type { Op } from "../op.ts";
import type { BuildTimes } from "../protocol.ts";
import type { Namespaces } from "./namespaces.ts";
import type { NodePrograms } from "./programs.ts";
import type { Wires } from "./wires.ts";

interface Site {
  readonly namespaces: Namespaces;
  readonly programs: NodePrograms;
  readonly wires: Wires;
  readonly seed: number;
}

type Batch<Kind extends Op["op"] = Op["op"]> = readonly Extract<Op, { op: Kind }>[];

/**
 * Performs operations in the given order, batched by kind: starting programs is what takes time, above all from this
 * large process, so there is one `ip` for all cables, and one shell starts those of all nodes.
 */
export async function build(ops: readonly Op[], site: Site): Promise<BuildTimes> {
  const times: { step: Op["op"]; count: number; milliseconds: number }[] = [];
  for (const batch of batches(ops)) {
    const start = performance.now();
    const [step, run] = [batch[0]!.op, runners[stepOf(batch[0]!)]];
    await run(batch, site);
    times.push({ step, count: batch.length, milliseconds: performance.now() - start });
  }
  await site.wires.settled();
  return times;
}

type Step = "namespaces" | "cables" | "wires" | "sysctls" | "addresses" | "rulesets";

const steps: Readonly<Record<Op["op"], Step>> = {
  namespace: "namespaces",
  cable: "cables",
  wire: "wires",
  sysctl: "sysctls",
  ip: "addresses",
  nft: "rulesets",
};

const stepOf = (op: Op) => steps[op.op];

const runners: Readonly<Record<Step, (batch: Batch, site: Site) => Promise<void>>> = {
  namespaces: async (batch, site) => {
    const nodes = (batch as Batch<"namespace">).map(({ node }) => node);
    await ipBatch(
      nodes.map((node) => `netns add ${node}`),
      site,
    );
    for (const node of nodes) site.namespaces.learn(node);
  },
  cables: async (batch, site) => {
    await ipBatch((batch as Batch<"cable">).map(vethLine), site);
  },
  wires: async (batch, { wires, seed }) => {
    for (const op of batch as Batch<"wire">) wires.add(op, seed);
  },
  sysctls: async (batch, { namespaces }) => {
    for (const [node, ops] of byNode(batch as Batch<"sysctl">)) namespaces.inside(node, () => ops.forEach(setSysctl));
  },
  addresses: async (batch, { programs }) => {
    const nodes = [...byNode(batch as Batch<"ip">)].map(([node, ops]) => ({
      node,
      command: `${inside(node)} ip -batch -`,
      input: ops.map(({ line }) => line).join("\n"),
    }));
    const failed = await inOneShell(nodes, programs);
    if (failed !== undefined) throw ipRefused(failed.node, failed.input.split("\n"), failed.stderr);
  },
  rulesets: async (batch, { programs }) => {
    const routers = (batch as Batch<"nft">).map(({ node, ruleset }) => ({
      node,
      command: `${inside(node)} nft -f -`,
      input: ruleset.trimEnd(),
    }));
    const failed = await inOneShell(routers, programs);
    if (failed === undefined) return;
    throw new LabError(`nft refused the ruleset of ${failed.node}`, { command: "nft -f -", output: failed.stderr });
  },
};

function batches(ops: readonly Op[]): Op[][] {
  const found: Op[][] = [];
  for (const op of ops) {
    const last = found.at(-1);
    if (last && stepOf(last[0]!) === stepOf(op)) last.push(op);
    else found.push([op]);
  }
  return found;
}

function byNode<T extends { readonly node: string }>(ops: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const op of ops) found.set(op.node, [...(found.get(op.node) ?? []), op]);
  return found;
}

/** A message of many datagrams (UDP_SEGMENT) is segmented before it is captured, so that each can be followed. */
function vethLine({ a, b }: Extract<Op, { op: "cable" }>): string {
  return `link add name ${a.name} netns ${a.node} gso_max_segs 1 type veth peer name ${b.name} netns ${b.node} gso_max_segs 1`;
}

function setSysctl({ node, key, value, optional }: Extract<Op, { op: "sysctl" }>): void {
  const path = `/proc/sys/${key}`;
  if (optional && !existsSync(path)) return;
  try {
    writeFileSync(path, value);
  } catch (error) {
    throw new LabError(`${node}: the kernel refused a setting`, {
      command: `echo ${value} > ${path}`,
      output: String(error),
    });
  }
}

interface NodeCommand {
  readonly node: string;
  readonly command: string;
  readonly input: string;
}

/** Not `ip -n`, which also mounts /sys anew: forbidden to an ordinary user where parts of it are covered, as in containers. */
const inside = (node: string): string => `nsenter --net=/run/netns/${node}`;

/** One after the other, until one fails; that one. */
async function inOneShell(
  commands: readonly NodeCommand[],
  programs: NodePrograms,
): Promise<(NodeCommand & { readonly stderr: string }) | undefined> {
  const end = "END OF INPUT";
  const script = commands.map(
    ({ command, input }, position) => `echo ${position}; ${command} <<'${end}' || exit\n${input}\n${end}\n`,
  );
  const { code, stdout, stderr } = await programs.run(undefined, ["sh", "-s"], script.join(""));
  return code === 0 ? undefined : { ...commands[Number(stdout.trim().split("\n").at(-1))]!, stderr };
}

async function ipBatch(lines: readonly string[], { programs }: Site): Promise<void> {
  const { code, stderr } = await programs.run(undefined, ["ip", "-batch", "-"], lines.join("\n") + "\n");
  if (code !== 0) throw ipRefused(undefined, lines, stderr);
}

function ipRefused(node: string | undefined, lines: readonly string[], stderr: string): LabError {
  const failed = /Command failed -:(\d+)/.exec(stderr)?.[1];
  const line = failed === undefined ? lines.join("; ") : lines[Number(failed) - 1]!;
  return new LabError(`ip refused to build ${node ?? "the cables"}`, { command: `ip ${line}`, output: stderr });
}
