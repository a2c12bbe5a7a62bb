import { NftError } from "./nft-error.ts";
import type { Run } from "./run.ts";
import { listing, type Listing } from "./schema.ts";

/**
 * `nft -j list …what`, e.g. `list(run, "ruleset")`, `list(run, "map", "ip", "nat", "udp_in")`. Throws NftError when there
 * is no such thing. nft 1.0.6 warns of statements that it cannot print as JSON; they are counted and not shown.
 */
export async function list(run: Run, ...what: readonly string[]): Promise<Listing> {
  const { code, stdout, stderr } = await run(["nft", "-j", "list", ...what]);
  if (code !== 0) throw new NftError(`nft list ${what.join(" ")}: ${stderr.trim()}`);
  const read = listing.safeParse(json(stdout));
  if (!read.success) throw new NftError(`nft list ${what.join(" ")}: unexpected output: ${read.error.message}`);
  return read.data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
