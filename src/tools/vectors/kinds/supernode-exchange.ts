import { isDeepStrictEqual } from "node:util";
import type { Mac } from "../../../base/address/mac.ts";
import { parseCommunityList } from "../../../supernode/access/community-list.ts";
import type { SupernodeConfig } from "../../../supernode/config.ts";
import { brief, supernodeDifferences } from "../../../supernode/replay/differences.ts";
import type { ConversationKind, RecordOutcome } from "../conversation.ts";
import { type SupernodeScenario, supernodeFormat } from "../supernode-format.ts";
import { type Exchanged, SupernodeReplay } from "../supernode-replay.ts";

/** Messages of scripted edges to the reference's supernode, and its answers: ours must answer the same. */
export const supernodeExchange: ConversationKind = {
  recognises: (json) => "scenarios" in json && "endpoints" in json,
  replay(json) {
    const { endpoints, supernode, scenarios } = supernodeFormat.parse(json);
    return scenarios.flatMap((scenario) => {
      const replay = new SupernodeReplay(endpoints, supernode, scenario, configOf(scenario));
      return scenario.steps.map((step, index): RecordOutcome => {
        const title = `${scenario.name}, step ${index} "${step.note}"`;
        const known = supernodeDifferences.find((one) => one.scenario === scenario.name && one.note === step.note);
        return { title, ...judged(replay.step(step), known) };
      });
    });
  },
};

function judged(
  { ours, recorded }: Exchanged,
  known: (typeof supernodeDifferences)[number] | undefined,
): Omit<RecordOutcome, "title"> {
  if (isDeepStrictEqual(ours, recorded)) return {};
  const briefly = ours.map(({ at, message }) => brief(at, message));
  if (known !== undefined && isDeepStrictEqual(briefly, known.heard)) return { remarks: [known.why] };
  const theirs = recorded.map(({ at, message }) => brief(at, message));
  return { failure: `ours: ${briefly.join(", ") || "silence"}; recorded: ${theirs.join(", ") || "silence"}` };
}

/** Throws on an argument that does not occur in recordings. */
function configOf({ supernode_args: args, community_file: file }: SupernodeScenario): Partial<SupernodeConfig> {
  const words = [...args];
  let config: Partial<SupernodeConfig> = {};
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "-m") config = { ...config, mac: words.shift() as Mac };
    else if (word === "-M") config = { ...config, spoofingProtection: false };
    else if (word === "-a") config = { ...config, addressRange: range(words.shift() ?? "") };
    else if (word === "-c") config = { ...config, communities: parseCommunityList(file ?? "", words.shift() ?? "") };
    else throw new Error(`the supernode's argument ${word} is not known here`);
  }
  return config;
}

function range(text: string): SupernodeConfig["addressRange"] {
  const [, first, last, prefix] = /^([0-9.]+)-([0-9.]+)\/(\d+)$/.exec(text) ?? [];
  if (first === undefined || last === undefined) throw new Error(`-a ${text} is not a range`);
  return { first, last, prefix: Number(prefix) };
}
