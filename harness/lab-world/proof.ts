import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NatProof } from "../evidence/evidence.ts";
import type { Lab } from "../lab/lab.ts";
import { probePlans, type ProbeOptions, type ProbePlan } from "../lab/probe-place.ts";
import { readBack } from "../nftables-json/apply.ts";
import type { NetworkState } from "../topology/network-state.ts";

/** Tunable, in milliseconds: longer lifetimes are not measured. */
export const longestLifetime = 60_000;

/** Reads every router's rules back from its kernel and stores the text. Throws NftError if they differ. */
export async function verifyRulesets(
  lab: Lab,
  rulesets: Readonly<Record<string, string>>,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(
    Object.entries(rulesets).map(async ([router, text]) => {
      await writeFile(join(folder, `${router}.nft`), text);
      await readBack((argv, input) => lab.exec(router, argv, input), text);
    }),
  );
}

/**
 * Measures the NATs of all routers that have hosts, from those hosts and all at once; behind several NATs the result is
 * compared with all of them in series. The links are transparent meanwhile, because delay and loss are not the NATs'.
 */
export async function proveLabNats(
  lab: Lab,
  state: NetworkState,
  seed: number,
  options: Omit<ProbeOptions, "declared"> = {},
): Promise<readonly NatProof[]> {
  await lab.passThrough(true);
  const routers = probePlans(state, seed, options);
  const proofs = new Map<ProbePlan, NatProof>();
  const prove = async (plan: ProbePlan): Promise<void> => {
    const { router, declared, place, family } = plan;
    const measured = await lab.measureNat(place);
    proofs.set(plan, { router, declared, measured, ...(family && { family }) });
  };
  await Promise.all(routers.map(prove));
  await lab.passThrough(false);
  return routers.map((router) => proofs.get(router)!);
}
