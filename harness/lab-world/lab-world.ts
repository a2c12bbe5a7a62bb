/**
 * A case in the laboratory, in the order in which it happens:
 *
 * 1. `rulesets.ts`: the NATs as nft text; `../lab/lab.ts` builds the network with them
 * 2. `captures.ts`: captures start, and `proof.ts` reads the rules back from the kernel
 * 3. `services/start.ts`: what routers do for hosts besides; then `proof.ts` measures every NAT
 * 4. `programs/systems.ts`: the story starts helpers and nodes, through `programs/programs.ts`; `programs/piped.ts` is for programs without an interface
 * 5. `programs/ready.ts`: waits for what a program must bring (`programs/never-ready.ts`); then `programs/introductions.ts` introduces nodes
 * 6. `pings.ts`: pings through the overlay, `transfers.ts`: bytes over TCP; `waits.ts` records how long programs waited for a processor meanwhile
 * 7. `events.ts`: what happens to the network, and closed paths (`nft-path-cut.ts`, `nft-partition.ts`)
 * 8. here: captures end, NATs are measured again, and the evidence is complete
 *
 * @module
 */

import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { instant, milliseconds, type Duration, type Instant } from "../../src/base/instant.ts";
import { seededRandom } from "../../src/base/random.ts";
import { topologyAt } from "../evidence/topology-at.ts";
import type { Cut, Evidence, NatProof, Step, Stimulus, StoryEnd } from "../evidence/evidence.ts";
import { Lab } from "../lab/lab.ts";
import type { Completed } from "../lab/protocol.ts";
import { labScript } from "../lab/script.ts";
import { lookUntil, type Enough } from "../story/look.ts";
import type { NetworkEvent } from "../topology/event.ts";
import { NetworkState } from "../topology/network-state.ts";
import { ActLog } from "./acts.ts";
import { LabCaptures } from "./captures.ts";
import { LabEvents } from "./events.ts";
import { LabPings } from "./pings.ts";
import { LabPrograms } from "./programs/programs.ts";
import { startServices } from "./services/start.ts";
import type { LabHistory, LabSetting } from "./setting.ts";
import { longestLifetime, proveLabNats, verifyRulesets } from "./proof.ts";
import { lossyCables } from "../story/lossy-cables.ts";
import { LabTransfers } from "./transfers.ts";
import { LabWaits } from "./waits.ts";
import { untilReady } from "./programs/ready.ts";
import { rulesetsOf } from "./rulesets.ts";
import { LabSystems } from "./programs/systems.ts";
import { echo } from "../story/story-plan.ts";
import type { SystemUnderTest } from "../sut/contract.ts";
import type { HelperOptions, NodeOptions, ProgramOptions, World } from "../story/world.ts";

/** Tunable. */
const tuned = {
  /** The pause between two looks at growing captures: in milliseconds, and as a multiple of the time that judging one took. */
  look: { least: 50, times: 8 },
  /**
   * How long a packet may take from the wire into the capture file: where captures are known to have written what they
   * had, from the kernel's timestamp to the capture's ring; otherwise, on a busy machine, all the way.
   */
  captureLag: { caughtUp: 25, behind: 200 },
  /** How long programs may take to stop, where that matters. */
  stopping: 3000,
};

/** The world of namespaces and real programs, in real time. */
export class LabWorld implements World {
  readonly kind = "lab";
  readonly #setting: LabSetting;
  readonly #state: NetworkState;
  readonly #lab: Lab;
  readonly #events: LabEvents;
  readonly #acts: ActLog;
  readonly #captures: LabCaptures;
  readonly #proofs: readonly NatProof[];
  readonly #programs: LabPrograms;
  readonly #transfers: LabTransfers;
  readonly #pings: LabPings;
  readonly #systems: LabSystems;
  readonly #cast: Record<string, SystemUnderTest>;
  readonly #stimuli: Stimulus[] = [];
  readonly #steps: Step[] = [];
  readonly #waits: LabWaits;
  #sealed: Evidence | undefined;

  private constructor(
    setting: LabSetting,
    state: NetworkState,
    lab: Lab,
    captures: LabCaptures,
    proofs: readonly NatProof[],
  ) {
    this.#setting = setting;
    this.#state = state;
    this.#lab = lab;
    this.#events = new LabEvents(lab, state);
    this.#acts = new ActLog(lab);
    this.#captures = captures;
    this.#programs = new LabPrograms(lab, setting.folder);
    this.#transfers = new LabTransfers(lab, this.#programs);
    this.#cast = { ...setting.cast };
    this.#systems = new LabSystems(lab, this.#programs, { ...setting, cast: this.#cast, state });
    this.#pings = new LabPings(lab, this.#programs, seededRandom(setting.seed));
    this.#waits = new LabWaits(this.#programs);
    this.#proofs = proofs;
    // What was captured before was building and proving, not the story.
    this.#steps.push({ at: this.now(), what: "the laboratory is up, its NATs are measured" });
  }

  /** Builds, captures, proves. Throws LabError or NftError; nothing is left behind then. */
  static async build(setting: LabSetting): Promise<LabWorld> {
    const { topology, seed, folder, tell, proof = "quick", interrupted } = setting;
    const state = new NetworkState(topology, seed);
    const { addresses } = state;
    const rulesets = rulesetsOf(state);
    await mkdir(join(folder, "sut"), { recursive: true });
    const lab = await Lab.build({ topology, addresses, rulesets, seed, interrupted });
    try {
      await writeFile(join(folder, "lab.sh"), labScript(lab.plan));
      const [captures] = await Promise.all([
        LabCaptures.start(lab, folder),
        verifyRulesets(lab, rulesets, join(folder, "nft")),
      ]);
      // What is measured is the router with all that runs in it.
      await startServices(lab, state, join(folder, "sut"));
      tell("lab");
      const proofs = await proveLabNats(lab, state, seed, { depth: proof, longest: longestLifetime });
      if (proof === "full") await new LabEvents(lab, state).forgetMappings();
      tell("nat");
      return new LabWorld(setting, state, lab, captures, proofs);
    } catch (error) {
      await lab[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** For whoever goes on with it after its story. `cast`: which program each host runs; it is read before each start. */
  get parts() {
    const [lab, state, events] = [this.#lab, this.#state, this.#events];
    return { lab, state, events, programs: this.#programs, systems: this.#systems, cast: this.#cast };
  }

  /** All that happened so far, to do it again: the network as it was built, acts and steps, where what is reached. */
  get history(): LabHistory {
    const { addresses } = this.#state;
    return {
      plan: this.#lab.plan,
      topology: this.#setting.topology,
      acts: this.#acts.all,
      steps: this.#steps,
      overlay: this.#systems.overlay,
      relays: this.#systems.relays.map(({ node }) => node),
      addresses,
      folder: resolve(this.#setting.folder),
    };
  }

  get proofs(): readonly NatProof[] {
    return this.#proofs;
  }

  now(): Instant {
    // The captures' clock: the kernel's wall clock.
    return instant(Date.now());
  }

  startHelper(node: string, options: HelperOptions): Promise<void> {
    return this.#systems.startHelper(node, options);
  }

  startNode(node: string, options: NodeOptions): Promise<void> {
    return this.#systems.startNode(node, options);
  }

  async start(node: string, argv: readonly string[], { name, ready }: ProgramOptions): Promise<void> {
    const program = name ?? basename(argv[0]!);
    await this.#programs.start(node, program, { argv }, true);
    if (ready !== undefined) await untilReady(this.#programs.place(node, program), ready);
  }

  /** Runs a command to its end, beside everything else. Does not throw if it fails. */
  exec(node: string, argv: readonly string[], input?: string): Promise<Completed> {
    return this.#lab.exec(node, argv, input);
  }

  stop(node: string): Promise<void> {
    return this.#systems.stop(node);
  }

  cutOff(node: string): Promise<void> {
    return this.#lab.cutOff(node);
  }

  async ping(from: string, to: string): Promise<void> {
    if (this.#pings.going(from, to)) return;
    const stimulus = { from, to, interval: echo.interval, size: echo.size, start: this.now() };
    this.#stimuli.push(stimulus);
    const { overlay } = this.#systems;
    await this.#pings.between(from, stimulus, { address: overlay[to]!.address, device: overlay[from]?.device });
  }

  async loadCables(count: number, which?: "lossy" | "impaired"): Promise<void> {
    const { topology } = this.#setting;
    const now = topologyAt({ topology, steps: this.#steps }, this.now());
    for (const cable of lossyCables(now, this.#state.addresses, which)) await this.#pings.over(cable, count);
  }

  unloadCables(): Promise<void> {
    return this.#pings.endLoads();
  }

  silence(): Promise<void> {
    return this.#pings.silence();
  }

  transfer(from: string, to: string, bytes: number): Promise<{ port: number; digest: string }> {
    const [address] = this.#systems.overlay[to]!.address.split("/");
    return this.#transfers.start(from, to, address!, bytes);
  }

  async happen(event: NetworkEvent): Promise<void> {
    await this.#events.happen(event);
  }

  cut(cut: Cut): Promise<void> {
    return this.#acts.without(() => this.#events.cut(cut, this.#systems.relays));
  }

  mend(cut: Cut): Promise<void> {
    return this.#acts.without(() => this.#events.mend(cut, this.#systems.relays));
  }

  async passUntil(done: (evidence: Evidence) => Enough, deadline: Instant): Promise<void> {
    const look = async (): Promise<Evidence> => {
      if (this.#programs.ended !== undefined) throw this.#programs.ended;
      return this.#evidence();
    };
    const wait = (soonest: Instant | undefined, judging: number): Promise<void> => {
      const pause = Math.max(tuned.look.least, judging * tuned.look.times);
      const untilThen = soonest === undefined ? 0 : soonest + tuned.captureLag.caughtUp - this.now();
      return this.#waits.rest(milliseconds(Math.max(pause, untilThen)));
    };
    await lookUntil({ look, wait }, done, deadline);
  }

  async pass(time: Duration): Promise<void> {
    await this.#waits.rest(time);
  }

  record(step: Step): void {
    this.#steps.push(step);
  }

  async seal(story: StoryEnd): Promise<Evidence> {
    if (this.#sealed !== undefined) return this.#sealed;
    await this.silence();
    const until = this.now();
    const evidence = await this.#evidence();
    const captures = await this.#captures.seal();
    this.#lab.checkNeighbours();
    const proofs = [...this.#proofs, ...(await this.#proofsAfter())];
    return (this.#sealed = { ...evidence, story, captures, until, proofs, logs: await this.#programs.logs() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#captures[Symbol.dispose]();
    // The laboratory is taken down whatever fails before: while it stands, the process cannot end.
    try {
      await this.#systems.end();
      // So that recordings have their ends.
      if (this.#setting.record === true && this.#setting.interrupted?.aborted !== true)
        await this.#programs.stopAll(tuned.stopping);
    } finally {
      try {
        await this.#lab[Symbol.asyncDispose]();
      } finally {
        await this.#systems.removeSecrets();
      }
    }
  }

  /** From other ports; programs are halted, so that only the prober's packets meet the NATs. */
  async #proofsAfter(): Promise<readonly NatProof[]> {
    const hasStory = this.#steps.length > 1;
    if (!hasStory) return [];
    await this.#programs.signal("SIGSTOP");
    await this.#events.restore();
    const proofs = await proveLabNats(this.#lab, this.#state, this.#setting.seed + 1, { round: 1 });
    await this.#programs.signal("SIGCONT");
    return proofs.map((proof) => ({ ...proof, when: "after" as const }));
  }

  async #evidence(): Promise<Evidence> {
    const { scenario, topology, seed, systems } = this.#setting;
    const waits = await this.#waits.read();
    const now = this.now();
    const lag = (await this.#lab.capturesCaughtUp()) ? tuned.captureLag.caughtUp : tuned.captureLag.behind;
    const until = instant(now - lag);
    return {
      scenario,
      case: this.#setting.case,
      world: "lab",
      seed,
      topology,
      addresses: this.#state.addresses,
      overlay: this.#systems.overlay,
      punching: this.#systems.punching,
      relays: this.#systems.relays,
      ...(systems && { systems }),
      captures: await this.#captures.read(),
      proofs: this.#proofs,
      stimuli: this.#stimuli,
      steps: this.#steps,
      logs: [],
      ...waits,
      until,
    };
  }
}
