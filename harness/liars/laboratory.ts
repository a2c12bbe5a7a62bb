import { bundled } from "../lab/testing/bundle.ts";
import { runCase } from "../run/run-case.ts";
import type { Scenario } from "../story/scenario.ts";
import { ours } from "../sut/n2n/ours.ts";
import type { Exhibit } from "./exhibit.ts";
import { galleryStory, type Claimed } from "./story.ts";
import { liar } from "./sut.ts";
import type { ExhibitResult } from "./shown.ts";

/** Runs a program in real namespaces, beside what is built in `dist/`. `folder`: for its evidence. Rejects when interrupted. */
export async function showInLaboratory(
  exhibit: Exhibit,
  claimed: Claimed,
  folder: string,
  { seed = 1, interrupted = new AbortController().signal }: { seed?: number; interrupted?: AbortSignal } = {},
): Promise<ExhibitResult> {
  const script = await bundled("liar", "harness/liars/program.ts");
  const [alice, bob, carol] = (["alice", "bob", "carol"] as const).map((who) => liar(script, exhibit, who));
  const cast = { sn: ours, alice: alice!, bob: bob!, carol: carol! };
  const run = { scenario: galleryStory(exhibit, claimed) as Scenario, case: exhibit.name, world: "lab", seed } as const;
  const silent = { done: () => undefined, at: () => undefined };
  const setting = { ...run, folder, cast, build: {}, relayOnly: [] };
  const { verdict, failure, why = "" } = await runCase(setting, silent, interrupted);
  const { truth } = exhibit;
  return { exhibit, claimed, truth: truth[claimed], verdict, why: failure?.observed ?? why };
}
