import { rm } from "node:fs/promises";
import type { Evidence } from "../evidence/evidence.ts";
import type { Verdict } from "../expect/claim.ts";
import { verdictOf } from "../expect/verdict.ts";
import type { Completed } from "../lab/protocol.ts";
import { LabWorld } from "../lab-world/lab-world.ts";
import { NotSimulated } from "../story/not-simulated.ts";
import type { Check } from "../story/scenario.ts";
import { runStory } from "../story/story.ts";
import { StoryEnded } from "../story/words/story-ended.ts";
import type { World } from "../story/world.ts";
import { ClaimNotMet, type Laboratory } from "./laboratory.ts";
import { writeLabReport } from "./lab-report.ts";
import type { OpenStory } from "./open-story.ts";

interface Place {
  readonly folder: string;
  /** Removed at the end, unless a claim was not met. */
  readonly temporary: boolean;
}

/** A world in which a test tells the story, act by act. */
export class LiveLaboratory implements Laboratory {
  readonly nodes: Laboratory["nodes"];
  readonly check: Check;
  readonly folder: string;
  readonly #world: World;
  readonly #story: OpenStory;
  readonly #temporary: boolean;
  readonly #evidence: Promise<Evidence>;
  readonly #began = new Date();
  #verdict: Promise<Verdict> | undefined;
  #closed: Promise<void> | undefined;
  #kept = false;

  private constructor(
    world: World,
    story: OpenStory,
    { folder, temporary }: Place,
    evidence: Promise<Evidence>,
    { actors, check }: Awaited<OpenStory["begun"]>,
  ) {
    this.folder = folder;
    this.#world = world;
    this.#story = story;
    this.#temporary = temporary;
    this.#evidence = evidence;
    const nodes = Object.entries(actors).map(([name, actor]) => [name, { ...actor, run: this.#runs(name) }] as const);
    this.nodes = Object.fromEntries(nodes) as unknown as Laboratory["nodes"];
    const checks = Object.entries(check).map(([name, made]) => [name, this.#explained(made as Verb)] as const);
    this.check = Object.fromEntries(checks) as unknown as Check;
  }

  static async begin(world: World, story: OpenStory, place: Place): Promise<LiveLaboratory> {
    const evidence = runStory(story.scenario, Object.keys(story.scenario.cases)[0]!, world);
    evidence.catch(() => undefined);
    // If it cannot begin, that is what the evidence rejects with.
    const begun = await Promise.race([story.begun, evidence.then(() => story.begun)]);
    return new LiveLaboratory(world, story, place, evidence, begun);
  }

  verdict(): Promise<Verdict> {
    return (this.#verdict ??= this.#judge());
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#end());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #judge(): Promise<Verdict> {
    this.#story.end();
    const evidence = await this.#evidence;
    await writeLabReport(this.folder, evidence, this.#began);
    const verdict = verdictOf(evidence);
    this.#kept = verdict.verdict !== "pass";
    return verdict;
  }

  async #end(): Promise<void> {
    this.#story.end(new Error("the laboratory was closed"));
    await this.#evidence.catch(() => undefined);
    await this.#world[Symbol.asyncDispose]();
    if (this.#temporary && !this.#kept) await rm(this.folder, { recursive: true, force: true });
  }

  /** The same check; where its claim is not met, it says why in words. */
  readonly #explained =
    (made: Verb): Verb =>
    async (...args) => {
      try {
        return await made(...args);
      } catch (error) {
        if (!(error instanceof StoryEnded)) throw error;
        // The story ends here, so that what came before is judged as it was.
        this.#story.end(error);
        throw new ClaimNotMet(await this.verdict(), this.folder);
      }
    };

  #runs(name: string) {
    return async (command: string | readonly string[], input?: string): Promise<Completed> => {
      if (!(this.#world instanceof LabWorld)) throw new NotSimulated("commands");
      return this.#world.exec(name, typeof command === "string" ? ["sh", "-c", command] : command, input);
    };
  }
}

type Verb = (...args: readonly unknown[]) => Promise<unknown>;
