import { type Endpoint, sameEndpoint } from "../base/address/endpoint.ts";
import { type Instant, since } from "../base/instant.ts";
import type { EdgeCause } from "./problems.ts";
import type { LastAck } from "./registration/last-ack.ts";
import { tuned } from "./timing.ts";

/** What an edge knows when a supernode refuses it. */
export interface Refused {
  readonly from: Endpoint;
  /** The address that it has chosen; undefined = it asked the supernode for one, without its MAC address. */
  readonly address: string | undefined;
  /** User/password mode. */
  readonly isSigned: boolean;
  readonly lastAck: LastAck | undefined;
}

/** Why an edge that asked for an address got none. */
export const noneLeft = "the supernode has no address left, or assigns none";

/** The likely reason; a REGISTER_SUPER_NAK gives none. `at`: when the supernode first refused. */
export function refusalOf(refused: Refused, at: Instant): { readonly cause: EdgeCause; readonly why: string } {
  const wasIn = wasLetIn(refused, at);
  if (refused.isSigned) {
    const user = wasIn ? "the user was removed from its list" : "it does not know the user name or password";
    return { cause: "user-refused", why: `${user}, or another edge holds this address or MAC address` };
  }
  if (refused.address === undefined) return { cause: "no-address", why: noneLeft };
  if (!wasIn) return { cause: "refused", why: "another edge of the community holds this address or MAC address" };
  // Only an edge with our token, or one accepted while we were silent, can take an entry that was ours a moment ago.
  const why = "it accepted this edge a moment ago, and now says that another machine has its MAC address";
  return { cause: "two-machines", why };
}

/** Accepted by this supernode, with this very address, a moment ago. */
function wasLetIn({ from, address, lastAck }: Refused, at: Instant): boolean {
  if (lastAck?.address === undefined || since(lastAck.at, at) >= tuned.holdsEntry) return false;
  return sameEndpoint(lastAck.from, from) && lastAck.address === address;
}
