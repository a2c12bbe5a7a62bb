import { ConfigError } from "../../../src/base/config-error.ts";
import { NetworkState } from "../../topology/network-state.ts";
import { caseSeed } from "../../story/case-seed.ts";
import { castOf, lookUp } from "../../story/cast.ts";
import { ProgramEnded } from "../../lab-world/programs/ended.ts";
import { NeverReady } from "../../lab-world/programs/never-ready.ts";
import { HandLab } from "../lab.ts";
import { handNetwork } from "../network/topology.ts";
import { untilFirstCheck } from "../programs/until-first-check.ts";
import { withNats } from "../network/with-nats.ts";
import type { UpRequest } from "./messages.ts";

/**
 * Builds what `up` asks for; of a case, with the programs that it starts before its first check. `files`: an empty folder, removed with it. `tell` gets what happens.
 * Throws ConfigError, EnvironmentError, LabError.
 */
export async function buildForHand(
  { words, nats, programs, bare, seed, folder }: UpRequest,
  files: string,
  tell: (text: string) => void,
  interrupted: AbortSignal,
): Promise<HandLab> {
  const { topology: declared, of } = await handNetwork(words, folder);
  const topology = withNats(declared, nats);
  const asked = programs.all ?? [...Object.keys(programs.byHost), ...Object.keys(programs.commands ?? {})][0];
  if (of === undefined && asked !== undefined)
    throw new ConfigError("--sut and --node are for a scenario's case; after up: start HOST PROGRAM");
  const cast = of && castOf(of.scenario, of.case, programs);
  if (cast !== undefined && !bare) {
    const found = await lookUp(cast);
    if ("why" in found) throw new ConfigError(found.why);
  }
  const ofCase = of === undefined ? seed : caseSeed(seed, of.scenario.name, of.case);
  const state = new NetworkState(topology, ofCase);
  const hand = await HandLab.build(state, { seed: ofCase, ...(cast && { cast }), folder: files, interrupted });
  if (of === undefined || bare) return hand;
  try {
    await untilFirstCheck(of.scenario, of.case, hand, tell);
  } catch (error) {
    // What does not start is what one wants to look into.
    if (error instanceof ProgramEnded || error instanceof NeverReady) tell(`${error.message}\n${error.tail}`);
    else {
      await hand[Symbol.asyncDispose]();
      throw error;
    }
  }
  return hand;
}
