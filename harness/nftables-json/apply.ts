import { asked } from "./asked.ts";
import { tableDifferences } from "./compare.ts";
import { list } from "./list.ts";
import { NftError, nftRefusal } from "./nft-error.ts";
import type { Run } from "./run.ts";

/**
 * nftables from Node.
 *
 * Rules go in as text and state comes out as JSON. nft 1.0.6, the one in Debian 12, cannot read as JSON what a NAT
 * needs: it refuses the set flag `dynamic`, concatenated map data and the statement that updates a map from a packet,
 * and it silently drops the policy of a `ct timeout`. Its JSON output is complete for tables, chains, maps, sets and
 * their elements, and that is what is read back here. Never load the text of `nft list`: it omits matches that it
 * considers redundant, and then rejects the result.
 *
 * `apply` loads `text` in one transaction, then compares every table in it with what the kernel now has: chains with
 * type, hook, priority and policy, maps, sets, and the number of rules of each chain. Throws NftError, with the line of
 * `text` that nft points at. The text has one statement a line.
 */
export async function apply(run: Run, text: string): Promise<void> {
  const { code, stderr } = await run(["nft", "-f", "-"], text);
  if (code !== 0) throw nftRefusal(text, stderr);
  await readBack(run, text);
}

/** Only the comparison, for text that was loaded before. Throws NftError if the kernel differs. */
export async function readBack(run: Run, text: string): Promise<void> {
  const found = await Promise.all(
    asked(text).map(async (table) => tableDifferences(table, await list(run, "table", table.family, table.name))),
  );
  const all = found.flat();
  if (all.length > 0) throw new NftError(`the ruleset in the kernel is not the one that was loaded: ${all.join("; ")}`);
}
