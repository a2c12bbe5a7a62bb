import type { Instant } from "../../src/base/instant.ts";
import type { Claim } from "../expect/claim.ts";

/**
 * Since when pings have kept to a path that a claim found, while nothing has happened to the network and no test has closed
 * anything. A claim about loss counts pings from then on, which are as good as later ones, instead of asking for more.
 */
export class HeldPaths {
  readonly #since = new Map<string, Instant>();

  /** A claim that was met, and when: the first ping of the path had arrived, so that those after it are any pings. */
  found({ kind, ...claim }: Claim, at: Instant): void {
    if ((kind !== "path" && kind !== "recovery") || !("path" in claim) || claim.path === undefined) return;
    const key = keyOf(claim, claim.path);
    if (!this.#since.has(key)) this.#since.set(key, at);
  }

  /** Of pings from a to b; undefined = no claim has found the path, or something has happened since. */
  since(pair: Pair, path: "direct" | "relayed"): Instant | undefined {
    return this.#since.get(keyOf(pair, path));
  }

  /** Before anything happens. */
  forget(): void {
    this.#since.clear();
  }
}

type Pair = Pick<Claim, "a" | "b">;

const keyOf = ({ a, b }: Pair, path: string): string => `${a} ${b} ${path}`;
