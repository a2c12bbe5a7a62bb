import type { Machine } from "../../base/machine.ts";
import type { Random } from "../../base/random.ts";
import type { EdgeAction } from "../../edge/action.ts";
import type { EdgeConfig } from "../../edge/config.ts";
import type { EdgeEvent } from "../../edge/event.ts";
import { Edge } from "../../edge/machine.ts";
import { RecordedMachine } from "../machine.ts";
import { Recorder, type Recording } from "../recording.ts";
import { edgeConfigLine, edgeLines } from "./lines.ts";

/** An edge, and the machine to feed in its place, which records. */
export function recordEdge(
  config: EdgeConfig,
  random: Random,
  recording: Recording,
): { readonly edge: Edge; readonly machine: Machine<EdgeEvent, EdgeAction> } {
  const recorder = new Recorder(recording, random);
  const { veil, around, seals, sink } = recorder;
  if (config.headerEncryption === true || config.user !== undefined) veil.hide(config.community);
  recorder.open("edge", edgeConfigLine(config, veil));
  const edge = new Edge({ ...config, transform: seals.transform(config.transform) }, seals.random, seals.seals);
  return { edge, machine: new RecordedMachine(edge, edgeLines, around, seals, sink) };
}
