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

/** A virtual network. Nothing in it refers to another one: what enters a community cannot leave it. */
export interface Community {
  readonly name: CommunityName;
  readonly members: Members;
  readonly offers: Offers;
  readonly locations: EdgeLocations;
  readonly lastStamps: LastStamps;
  /** Fixed in the list: it stays when it is empty. */
  listed: ListedCommunity | undefined;
  /** Undefined = always plain. */
  headerKey: HeaderKey | undefined;
  /** Given by the list, or drawn when the first edge asks for an address; kept as long as the community lives. */
  subnet: IpNet | undefined;
  /** The host whose quota it counts against. */
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
 * Its members decide whether a listed community has encrypted headers, so that the decision lasts no longer than they
 * need it. The reference lets the first packet of any kind decide until the next restart (§14.1 no. 7).
 *
 * Only a REGISTER_SUPER that got in decides, and an encrypted one wins over plain edges that registered once: otherwise
 * one forged plain datagram would keep a community that hides itself out. Over those that came back and are heard it
 * does not, or one forged encrypted datagram would end them all.
 */
export function privacyOf({ headerKey, members }: Community): Privacy {
  if (headerKey === undefined) return "plain";
  if (headerKey.users !== undefined) return "encrypted";
  const [any] = members.all();
  if (any === undefined) return "undecided";
  return any.sealed ? "encrypted" : "plain";
}
