import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NatProof } from "../evidence/evidence.ts";
import type { Lab } from "../lab/lab.ts";
import { probePlans, type ProbeOptions, type ProbePlan } from "../lab/probe-place.ts";
import { readBack } from "../nftables-json/apply.ts";
import type { NetworkState } from "../topology/network-state.ts";

/** Milliseconds; longer lifetimes are not waited for. Ours to choose. */
export const longestLifetime = 60_000;

/** Reads every router's rules back from its kernel and keeps the text. Throws NftError where they differ. */
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
 * Measures the NAT of every router that has hosts, from those hosts; behind several NATs the outcome is that of all of
 * them in series, and is declared as such. All at once. The links are transparent meanwhile: delay and loss are not the
 * NATs' doing.
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
