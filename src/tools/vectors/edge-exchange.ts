import { z } from "zod";
import type { EdgeConfig } from "../../edge/config.ts";
import { Replay, type ReplayedStep } from "../../edge/replay.ts";
import { hexText } from "./check.ts";
import type { ConversationKind } from "./conversation.ts";
import type { Outcome } from "./file.ts";
import { socketText } from "./socket-text.ts";

const format = z.object({
  supernode: socketText,
  peers: z.record(z.string(), socketText),
  scenarios: z.array(
    z.object({
      name: z.string(),
      edge_args: z.array(z.string()),
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
    return scenarios.flatMap(({ name, edge_args, steps }) => {
      const replay = new Replay({ sn: supernode, ...peers }, configOf(edge_args));
      return steps.map((step): Outcome => ({ title: `${name}, "${step.note}"`, ...judged(replay.step(step)) }));
    });
  },
};

/** What the recordings vary; the rest is the same for all of them. */
function configOf(args: readonly string[]): Partial<EdgeConfig> {
  const after = (option: string) => args[args.indexOf(option) + 1];
  return {
    ...(!args.includes("-a") && { address: "auto" }),
    ...(args.includes("-H") && { headerEncryption: true }),
    ...(args.includes("-S1") && { peerToPeer: false }),
    ...(args.includes("-L") && { portGuess: Number(after("-L")) }),
  };
}

function judged({ theirs, ours, meant }: ReplayedStep): Omit<Outcome, "title"> {
  const alike = (a: readonly string[], b: readonly string[]) => a.join() === b.join();
  if (!alike(theirs, meant.theirs) || !alike(ours, meant.ours)) {
    return { failure: `only recorded: ${theirs.join(", ") || "nothing"}; only ours: ${ours.join(", ") || "nothing"}` };
  }
  return meant.because === undefined ? {} : { remarks: [meant.because] };
}
