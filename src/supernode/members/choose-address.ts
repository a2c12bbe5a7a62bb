import { hex } from "../../base/bytes.ts";
import { endpointKey, type IpNet } from "../../base/address/endpoint.ts";
import { nullMac } from "../../base/address/mac.ts";
import { fingerprint } from "../../seal/fingerprint.ts";
import type { Auth, RegisterSuper } from "../../wire/message.ts";
import type { Community } from "../access/community.ts";
import type { Arrival } from "../headers/arrival.ts";
import type { LeaseAsker } from "../leases/lease.ts";
import { problem } from "../problems.ts";
import type { SupernodeAction } from "../action.ts";
import type { State } from "../state.ts";
import { spec } from "../timing.ts";
import { isHostOf } from "../leases/lease-book.ts";
import { communityText } from "../../wire/community.ts";
import { drawAddress } from "./addresses.ts";
import { isSameEdge } from "./claim.ts";

/** A request for an address, or a registration that is also one. */
export interface AddressRequest {
  readonly asked: RegisterSuper;
  readonly arrival: Arrival;
  readonly community: Community;
}

/**
 * The TAP address for an edge: the one reserved for it, the one it had, or a free one (fact sheet §11.5). Undefined =
 * all are taken.
 */
export function chooseAddress(state: State, request: AddressRequest): IpNet | undefined {
  const { asked, arrival, community } = request;
  const { leases } = state;
  const subnet = state.communities.subnetOf(community);
  if (subnet === undefined) return undefined;
  const offered = (address: string) => community.offers.isOfferedToOther(address, askerOf(request), arrival.now);
  const from = leaseAsker(asked);
  for (const address of leases?.wishes(community.name, from, subnet) ?? []) {
    const holder = community.members.holding(address);
    const isOwn = holder === undefined || holder.mac === asked.edge || isSameEdge(holder.auth, asked.auth);
    if (isOwn && !offered(address)) return { address, prefix: subnet.prefix };
  }
  const isHeld = (address: string) => community.members.holding(address) !== undefined || offered(address);
  const isKept = (address: string) => leases?.isKept(community.name, address, from, arrival.now) ?? false;
  const draw = () =>
    drawAddress(subnet, asked.description, (address) => isHeld(address) || isKept(address), state.random);
  return draw() ?? (leases?.reclaim(community.name) ? draw() : undefined);
}

/** Identifies the edge of an offer, before it has a MAC address. Of a user's token only the key stays the same. */
export function askerOf({ asked: { auth }, arrival: { from } }: AddressRequest): string {
  if (auth.token.length === 0) return endpointKey(from);
  return hex(auth.scheme === spec.userPassword ? auth.token.subarray(0, 32) : auth.token);
}

export function leaseAsker({
  auth,
  description,
  edge,
}: Pick<RegisterSuper, "auth" | "description" | "edge">): LeaseAsker {
  return { identity: identityOf(auth), description, ...(edge !== nullMac && { mac: edge }) };
}

/** A user may have several machines, so a user's key identifies none of them. */
const identityOf = ({ scheme, token }: Auth): string =>
  scheme === spec.simpleId && token.length > 0 ? fingerprint(token) : "";

/** A reservation that cannot take effect. */
export function warnOfReservation(state: State, { asked, arrival, community }: AddressRequest) {
  const { leases } = state;
  const { subnet } = community;
  if (leases === undefined || subnet === undefined) return none;
  const { mac, description } = leaseAsker(asked);
  const reserved = leases.reservations.of(community.name, mac, description);
  if (reserved === undefined || isHostOf(subnet, reserved.address)) return none;
  const facts = { address: reserved.address, network: `${subnet.address}/${subnet.prefix}` };
  const name = communityText(community.name);
  return problem(state, "reservation-outside", name, { community: name, ...facts }, arrival.now);
}

const none: readonly SupernodeAction[] = [];
