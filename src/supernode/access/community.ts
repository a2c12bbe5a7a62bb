import type { IpNet } from "../../base/address/endpoint.ts";
import type { Instant } from "../../base/instant.ts";
import type { CommunityName } from "../../wire/message.ts";
import { EdgeLocations } from "../federation/edge-locations.ts";
import type { ListedCommunity } from "./community-list.ts";
import { LastStamps } from "../members/last-stamps.ts";
import type { HeaderKey } from "../headers/header-key.ts";
import { Members } from "../members/members.ts";
import { Offers } from "../members/offers.ts";
import type { Privacy } from "../../status/supernode-status.ts";

/** A virtual network. It refers to no other community, so nothing that enters it can leave it. */
export interface Community {
  readonly name: CommunityName;
  readonly members: Members;
  readonly offers: Offers;
  readonly locations: EdgeLocations;
  readonly lastStamps: LastStamps;
  /** Fixed in the list: kept when empty. */
  listed: ListedCommunity | undefined;
  /** Undefined = always plain. */
  headerKey: HeaderKey | undefined;
  /** Given by the list, or chosen when the first edge asks for an address; kept as long as the community exists. */
  subnet: IpNet | undefined;
  /** The host to whose quota it counts. */
  readonly founder: string | undefined;
  emptySince: Instant;
}

export function newCommunity(name: CommunityName, now: Instant, { founder }: { readonly founder?: string }): Community {
  return {
    name,
    founder,
    listed: undefined,
    headerKey: undefined,
    subnet: undefined,
    emptySince: now,
    members: new Members(),
    offers: new Offers(),
    locations: new EdgeLocations(),
    lastStamps: new LastStamps(),
  };
}

/**
 * The members decide whether a listed community has encrypted headers, so that the decision lasts no longer than
 * needed. In the reference, the first packet of any kind decides until the next restart (§14.1 no. 7).
 *
 * Only an accepted REGISTER_SUPER decides. An encrypted one overrides plain edges that have registered only once:
 * otherwise one forged plain datagram would keep an encrypted community out. It does not override plain edges that
 * have registered again and are heard, or one forged encrypted datagram would end them all.
 */
export function privacyOf({ headerKey, members }: Community): Privacy {
  if (headerKey === undefined) return "plain";
  if (headerKey.users !== undefined) return "encrypted";
  const [any] = members.all();
  if (any === undefined) return "undecided";
  return any.sealed ? "encrypted" : "plain";
}
