import { instant } from "../../../src/base/instant.ts";
import { actorsOf } from "../../story/actors.ts";
import type { Check, Scenario } from "../../story/scenario.ts";
import type { Stage } from "../../story/world.ts";
import { basename } from "node:path";
import { untilReady } from "../../lab-world/programs/ready.ts";
import type { HandLab } from "../lab.ts";

/**
 * Runs a case's story up to its first check: what belongs to the case then runs as the scenario starts it, and nothing has
 * been asked of it. `tell` gets each act. Throws what the story's verbs throw.
 */
export async function untilFirstCheck(
  scenario: Scenario,
  name: string,
  hand: HandLab,
  tell: (act: string) => void,
): Promise<void> {
  const parameters = scenario.cases[name];
  const actors = actorsOf(hand.state.topology, stageOf(hand), (step) => tell(step.what));
  try {
    await scenario.run(actors, parameters, checksThatEnd());
  } catch (error) {
    if (!(error instanceof FirstCheck)) throw error;
  }
}

class FirstCheck extends Error {
  override readonly name = "FirstCheck";
}

/** Every check ends the story. */
const checksThatEnd = (): Check =>
  new Proxy({} as Check, {
    get: () => async (): Promise<never> => {
      throw new FirstCheck();
    },
  });

const stageOf = ({ systems, programs, lab, events }: HandLab): Stage => ({
  now: () => instant(Date.now()),
  startHelper: (node, options) => systems.startHelper(node, options),
  startNode: (node, options) => systems.startNode(node, options),
  start: async (node, argv, { name, ready }) => {
    const program = name ?? basename(argv[0]!);
    await programs.start(node, program, { argv }, true);
    if (ready !== undefined) await untilReady(programs.place(node, program), ready);
  },
  stop: (node) => systems.stop(node),
  cutOff: (node) => lab.cutOff(node),
  happen: (event) => events.happen(event),
});
