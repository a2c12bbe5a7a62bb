import type { LabAct } from "../lab/act.ts";
import type { LabPlan } from "../lab/plan.ts";
import { namespace, netem } from "../lab/script.ts";
import type { ReproPrograms } from "./programs.ts";
import { heredoc, quoted } from "./quoted.ts";
import { leaseLines, nameLines } from "./services.ts";

/** An act in shell. */
export function actLines(act: LabAct, programs: ReproPrograms, plan: LabPlan): readonly string[] {
  // prettier-ignore
  switch (act.is) {
    case "start": {
      const variables = Object.entries(act.env).map(([name, value]) => `${name}=${programs.word(value)}; export ${name}`);
      return [
        `say ${quoted(`start on ${act.node}`)} ${programs.words(act.argv)}`,
        `( ${[...variables, `exec ip netns exec ${namespace(act.node)} ${programs.words(act.argv)}`].join("; ")} ) >"$WORK/log-${act.pid}" 2>&1 &`,
        `pid_${act.pid}=$!`,
      ];
    }
    case "signal":
      return [`kill -s ${act.signal.slice(3)} "$pid_${act.pid}" 2>/dev/null`];
    case "run": {
      const command = `ip netns exec ${namespace(act.node)} ${programs.words(act.argv)}`;
      const lines = act.input?.trim().split("\n") ?? [];
      const what = `${act.node}: ${act.argv[0]}${act.argv[0] === "ip" && lines.length > 0 ? ` ${lines.join("; ")}` : ""}`;
      return [`say ${quoted(what)}`, act.input === undefined ? command : `${command} ${heredoc(act.input)}`];
    }
    case "link": {
      const wire = plan.ops.find((op) => op.op === "wire" && op.owner === act.owner);
      if (wire?.op !== "wire") return [];
      return [
        `say ${quoted(`${act.owner}: change the link`)}`,
        ...netem(wire.lower, act.link.up, `${act.owner} up`),
        ...netem(wire.upper, act.link.down, `${act.owner} down`),
      ];
    }
    case "names":
      return nameLines(act.servers);
    case "lease":
      return leaseLines(act.addresses, plan);
  }
}
