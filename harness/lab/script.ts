import type { Impairment } from "../topology/link.ts";
import { isPlain } from "../topology/link-spec.ts";
import { lackingInNetem, netemWords } from "./netem.ts";
import type { CableInterface, Op } from "./op.ts";
import type { LabPlan } from "./plan.ts";

/**
 * The plan as a shell script for root: `sh lab.sh up`, `sh lab.sh shell NODE`, `sh lab.sh down`.
 * Wires become veth pairs with netem; if the kernel lacks it, the script says which link is perfect instead.
 */
export function labScript(plan: LabPlan): string {
  const names = plan.nodes.map(({ name }) => name).join(" ");
  return `#!/bin/sh
# Laboratory ${JSON.stringify(plan.name)}. As root: sh lab.sh up | shell NODE | down
# Nodes: ${names}
PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin

up() {
  set -e
${indent(plan.ops.flatMap(doing))}
}

down() {
${indent(plan.ops.toReversed().flatMap((op) => undoing(op).map((line) => `${line} 2>/dev/null`)))}
  :
}

case "$1" in
  up) up ;;
  down) down ;;
  shell)
    : "\${2:?which node}"
    PS1="$2$ "; export PS1
    # The node's name as the host's name: most prompts show it.
    exec ip netns exec "${namespace("$2")}" unshare --uts sh -c \\
      '{ hostname "$1" || echo "$1" > /proc/sys/kernel/hostname; } 2>/dev/null; exec "$2"' sh "$2" "\${SHELL:-/bin/sh}" ;;
  *) echo "usage: sh lab.sh up | shell NODE | down; nodes: ${names}" >&2; exit 64 ;;
esac
`;
}

/** The shell commands of one operation, in namespaces of the machine; a wire is netem. */
export function doing(op: Op): string[] {
  switch (op.op) {
    case "namespace":
      return [`ip netns add ${namespace(op.node)}`];
    case "cable":
      return [veth(op.a, op.b)];
    case "wire":
      return [
        veth(op.lower, op.upper),
        ...netem(op.lower, op.link.up, `${op.owner} up`),
        ...netem(op.upper, op.link.down, `${op.owner} down`),
      ];
    case "sysctl":
      return [`${set(op.node, op.key, op.value)}${op.optional ? " 2>/dev/null || :" : ""}`];
    case "ip":
      return [`ip -n ${namespace(op.node)} ${op.line}`];
    case "nft":
      return [`${inside(op.node)} nft -f - <<'RULES'\n${op.ruleset.trimEnd()}\nRULES`];
  }
}

function undoing(op: Op): string[] {
  switch (op.op) {
    case "namespace":
      return [`ip netns del ${namespace(op.node)}`];
    case "cable":
      return [`ip -n ${namespace(op.a.node)} link del ${op.a.name}`];
    case "wire":
      return [`ip -n ${namespace(op.lower.node)} link del ${op.lower.name}`];
    case "sysctl":
      return [set(op.node, op.key, op.before)];
    case "ip":
      return [`ip -n ${namespace(op.node)} ${op.inverse}`];
    case "nft":
      return [`${inside(op.node)} nft flush ruleset`];
  }
}

/** Its network namespace. */
export const namespace = (node: string): string => `natlab-${node}`;
/** Without sysctl(8), which bare systems lack. */
const set = (node: string, key: string, value: string) => `${inside(node)} sh -c 'echo ${value} > /proc/sys/${key}'`;
const inside = (node: string) => `ip netns exec ${namespace(node)}`;

function veth(a: CableInterface, b: CableInterface): string {
  const end = ({ name, node }: CableInterface) => `name ${name} netns ${namespace(node)} gso_max_segs 1`;
  return `ip link add ${end(a)} type veth peer ${end(b)}`;
}

/** What one direction of a cable does, and what is said where the kernel cannot. */
export function netem(sender: CableInterface, impairment: Impairment, title: string): string[] {
  if (isPlain(impairment)) return [];
  const words = netemWords(impairment).join(" ");
  const lacking = lackingInNetem(impairment);
  return [
    ...(lacking.length === 0 ? [] : [`echo "netem cannot do all of ${title}: ${lacking.join("; ")}" >&2`]),
    `${inside(sender.node)} tc qdisc replace dev ${sender.name} root netem ${words} 2>/dev/null ||`,
    `  echo "no netem in this kernel: ${title} is a perfect cable instead of ${words}" >&2`,
  ];
}

/** Rulesets are not indented: their end mark must be at the beginning of a line. */
function indent(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join("\n");
}
