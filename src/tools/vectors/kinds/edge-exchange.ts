import { z } from "zod";
import { seededRandom } from "../../../base/random.ts";
import { parseEdgeOptions } from "../../../cli/edge/options.ts";
import type { EdgeConfig } from "../../../edge/config.ts";
import { Replay, type ReplayedStep } from "../../../edge/replay/replay.ts";
import { hexText } from "../check.ts";
import type { ConversationKind, RecordOutcome } from "../conversation.ts";
import { socketText } from "../socket-text.ts";

const format = z.object({
  supernode: socketText,
  peers: z.record(z.string(), socketText),
  scenarios: z.array(
    z.object({
      name: z.string(),
      edge_args: z.array(z.string()),
      result: z.looseObject({ tap_address: z.string().optional() }).optional(),
      steps: z.array(
        z.object({
          note: z.string(),
          in: z.array(z.object({ via: z.string(), hex: hexText })),
          out: z.array(z.object({ at: z.string(), hex: hexText })),
        }),
      ),
    }),
  ),
});

/** The reference's edge against a scripted supernode and peers: ours must send the same messages to the same places. */
export const edgeExchange: ConversationKind = {
  recognises: (json) => "scenarios" in json && "peers" in json,
  replay(json) {
    const { supernode, peers, scenarios } = format.parse(json);
    return scenarios.flatMap(({ name, edge_args, result, steps }) => {
      const replay = new Replay({ sn: supernode, ...peers }, configOf(edge_args), result?.tap_address);
      return steps.map((step): RecordOutcome => ({ title: `${name}, "${step.note}"`, ...judged(replay.step(step)) }));
    });
  },
};

/** From the recording's own arguments. Throws if ours does not know one, and if frames are sealed. */
function configOf(args: readonly string[]): Partial<EdgeConfig> {
  const options = parseEdgeOptions([...args], surroundings);
  if (typeof options === "string") throw new Error(`an edge with ${args.join(" ")} does not run`);
  if (options.transform !== "null") throw new Error("frames under a key cannot be compared: record with -A1");
  return options.config;
}

/** Without anything specific to this machine. */
const surroundings = {
  env: {},
  hostname: "",
  random: seededRandom(1),
  stable: () => undefined,
  files: {
    absolute: (path: string) => path,
    read: (path: string): never => {
      throw new Error(`the file ${path} was not recorded`);
    },
  },
};

function judged({ theirs, ours, meant }: ReplayedStep): Omit<RecordOutcome, "title"> {
  const alike = (a: readonly string[], b: readonly string[]) => a.join() === b.join();
  if (!alike(theirs, meant.theirs) || !alike(ours, meant.ours)) {
    return { failure: `only recorded: ${theirs.join(", ") || "nothing"}; only ours: ${ours.join(", ") || "nothing"}` };
  }
  return meant.because === undefined ? {} : { remarks: [meant.because] };
}
