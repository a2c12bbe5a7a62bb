import { describeEvent, type NetworkEvent } from "../topology/event.ts";
import { changedLink } from "../topology/link-spec.ts";
import { describeNat } from "../topology/nat/nat.ts";
import { bindingsTable, bindingViews } from "./bindings.ts";
import type { LabCommand } from "./command.ts";
import { nodesTable, nodeViews } from "./inspect.ts";
import type { HandLab } from "./lab.ts";
import { measureByHand } from "./measure.ts";
import { startProgram, type StartEnvironment } from "./programs/start.ts";

/** Of a command: 1 = a program in a node failed or a NAT is not as declared, 2 = inconclusive; the rest: sysexits.h. */
export const handCodes = { ok: 0, failed: 1, inconclusive: 2, usage: 64, unavailable: 69 } as const;

/** The caller of a command: where its output goes, and what programs that it starts receive. */
export interface Performing {
  readonly say: (text: string) => void;
  /** Columns of the terminal; absent = unlimited. */
  readonly width?: number | undefined;
  /** For a program that it starts. */
  readonly env?: StartEnvironment;
}

/** Performs a command, and says whole lines; returns its exit code. Throws ConfigError, LabError, NftError. */
export async function perform(
  hand: HandLab,
  command: LabCommand,
  { say, width, env = {} }: Performing,
): Promise<number> {
  const { state, lab, events, systems } = hand;
  const happen = async (event: NetworkEvent): Promise<number> => {
    await events.happen(event);
    say(describeEvent(event));
    return handCodes.ok;
  };
  switch (command.is) {
    case "event":
      return happen(command.event);
    case "link": {
      const { node, changes } = command;
      return happen({ kind: "set-link", node, link: changedLink(state.link(node), changes) });
    }
    case "start": {
      const { runs, lines } = await startProgram(hand, command.node, command.what, env);
      lines.forEach(say);
      return runs ? handCodes.ok : handCodes.failed;
    }
    case "stop":
      await systems.stop(hand.known(command.node));
      say(`${command.node}: stopped`);
      return handCodes.ok;
    case "measure": {
      const { lines, is } = await measureByHand(lab, events, state, command.depth);
      lines.forEach(say);
      return is === "as declared" ? handCodes.ok : is === "differs" ? handCodes.failed : handCodes.inconclusive;
    }
    case "nat": {
      const { declared, external } = state.router(command.router);
      say(`${command.router}: ${describeNat(declared)}, ${external.join(" ")} outside`);
      say(bindingsTable(await bindingViews(hand, command.router), width));
      return handCodes.ok;
    }
    case "nodes":
      say(nodesTable(nodeViews(hand), { width }));
      return handCodes.ok;
  }
}
