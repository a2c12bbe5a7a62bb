import { NftError } from "./nft-error.ts";
import type { Run } from "./run.ts";
import { readListing, versionOf, type Listing } from "./schema.ts";

/**
 * `nft -j list …what`, e.g. `list(run, "ruleset")`, `list(run, "map", "ip", "nat", "udp_in")`. Throws NftError if there
 * is no such object. nft 1.0.6 warns of statements that it cannot print as JSON; they are counted, but not shown.
 */
export async function list(run: Run, ...what: readonly string[]): Promise<Listing> {
  const command = `nft -j list ${what.join(" ")}`;
  const { code, stdout, stderr } = await run(["nft", "-j", "list", ...what]);
  if (code !== 0) throw new NftError(`${command}: ${stderr.trim()}`);
  const printed = json(stdout);
  return readListing(printed, (trouble): never => {
    throw new NftError(
      `${command}: cannot read what nft ${versionOf(printed) ?? "of unknown version"} printed: ${trouble}`,
    );
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
