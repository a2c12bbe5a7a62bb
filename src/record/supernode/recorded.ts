import type { Machine } from "../../base/machine.ts";
import type { Random } from "../../base/random.ts";
import type { SupernodeAction } from "../../supernode/action.ts";
import type { SupernodeConfig } from "../../supernode/config.ts";
import type { SupernodeEvent } from "../../supernode/event.ts";
import { Supernode } from "../../supernode/machine.ts";
import type { Lines } from "../line-writer.ts";
import { RecordedMachine } from "../machine.ts";
import { Recorder, type Recording } from "../recording.ts";
import { HiddenNames } from "./hidden-names.ts";
import { supernodeConfigLine, supernodeLines } from "./lines.ts";

/** A supernode, and the machine to feed in its place, which records. Throws ConfigError. */
export function recordSupernode(
  config: SupernodeConfig,
  random: Random,
  recording: Recording,
): { readonly supernode: Supernode; readonly machine: Machine<SupernodeEvent, SupernodeAction> } {
  const recorder = new Recorder(recording, random);
  const { veil, around, seals, sink } = recorder;
  const names = new HiddenNames(veil, config);
  recorder.open("supernode", supernodeConfigLine(config, veil));
  const supernode = new Supernode(config, seals.random, seals.seals);
  const lines: Lines<SupernodeEvent, SupernodeAction> = {
    ...supernodeLines,
    prepare: (event) => event.kind !== "reload" || names.hide(event.communities),
  };
  return { supernode, machine: new RecordedMachine(supernode, lines, around, seals, sink) };
}
