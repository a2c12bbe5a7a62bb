import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NatProof } from "../evidence/evidence.ts";
import type { Lab } from "../lab/lab.ts";
import { probePlans } from "../lab/probe-place.ts";
import { readBack } from "../nftables-json/apply.ts";
import type { NetworkState } from "../topology/network-state.ts";

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

/** Measures every NAT, all at once. The links are transparent meanwhile: delay and loss are not the NATs' doing. */
export async function proveNats(lab: Lab, state: NetworkState, seed: number): Promise<readonly NatProof[]> {
  await lab.passThrough(true);
  const proofs = await Promise.all(
    probePlans(state, seed).map(async ({ router, declared, place }) => ({
      ...{ router, declared },
      measured: await lab.measureNat(place),
    })),
  );
  await lab.passThrough(false);
  return proofs;
}
