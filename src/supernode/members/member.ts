import type { Endpoint, IpNet } from "../../base/address/endpoint.ts";
import { type Duration, type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { aheadOf, type Stamp } from "../../seal/stamps/stamp.ts";
import type { Auth, CommunityName, FieldText, RegisterSuper } from "../../wire/message.ts";
import type { Origin } from "./origin.ts";

/**
 * A registered edge. Everybody reads it; beside its place in `EdgeQueue` and its stamps (`headers/replays.ts`), the functions
 * here alone change it. They keep: whatever is heard of an edge ends its leaving; what only a token may change changes
 * together.
 */
export type Member = Readonly<MemberRecord>;

interface MemberRecord {
  readonly community: CommunityName;
  readonly mac: Mac;
  readonly address: IpNet;
  description: FieldText;
  auth: Auth;
  /** The last REGISTER_SUPER with the token of `auth`, and the longest time between two such. */
  provenAt: Instant;
  gap: Duration;
  preferredSocket: Endpoint | undefined;
  /**
   * Everything for this edge goes to `from` and leaves from `to`: it recognises a supernode by its exact socket, and
   * its NAT has a mapping for that socket only (§16, no. 12).
   */
  readonly path: Origin;
  /** The last REGISTER_SUPER: the start of its lifetime (§11.2). */
  lastSeen: Instant;
  /** The last datagram of any kind from its socket. */
  lastHeard: Instant;
  /** Anything but registrations. */
  hasSpoken: boolean;
  /** Sockets that it had before. */
  readonly moves: readonly Move[];
  /** When it unregistered without proof, and when it was last heard before that. */
  leaving?: Instant | undefined;
  /** Registered with an encrypted header. */
  readonly sealed: boolean;
  /** The largest that it has used (§8.3), limited by what its clock can be. */
  stamp: Stamp | undefined;
  /** Of its last REGISTER_SUPER with its token. */
  registeredStamp: Stamp | undefined;
  /** Milliseconds by which its clock was ahead of ours then, at most. */
  ahead: number | undefined;
  beyond?: readonly Stamp[] | undefined;
  /** Of its last REGISTER_SUPER: a supernode that refuses the edge must repeat it. */
  cookie: number;
  /** Its neighbours in the order of expiry. */
  older: Member | undefined;
  newer: Member | undefined;
}

/** A socket that an edge had, and when it left it. */
export interface Move {
  readonly path: string;
  readonly at: Instant;
}

/** Anything but a registration came from its socket. */
export function hear(member: MemberRecord, now: Instant): void {
  member.lastHeard = now;
  member.hasSpoken = true;
  member.leaving = undefined;
}

/** A registration came from its socket. */
export function hearRegistration(member: MemberRecord, now: Instant): void {
  member.lastSeen = member.lastHeard = now;
  member.leaving = undefined;
}

/** It says that it leaves, without proof. */
export function expectSilence(member: MemberRecord, now: Instant): void {
  member.leaving = now;
}

/** A registration with its token, or with one that is its token from now on. `longest`: a gap is never longer. */
export function prove(
  member: MemberRecord,
  asked: RegisterSuper,
  { now, stamp }: { readonly now: Instant; readonly stamp?: Stamp },
  longest: Duration,
): void {
  member.description = asked.description;
  member.gap = Math.min(Math.max(member.gap, since(member.provenAt, now)), longest) as Duration;
  member.auth = asked.auth;
  member.provenAt = now;
  member.preferredSocket = asked.socket;
  member.stamp = stamp;
  member.registeredStamp = stamp;
  if (stamp !== undefined) member.ahead = Math.max(member.ahead ?? -Infinity, aheadOf(stamp, now));
  member.cookie = asked.cookie;
}

/** It leaves; what bears an earlier stamp is a replay afterwards. */
export function signOff(member: MemberRecord, stamp: Stamp | undefined): void {
  if (stamp !== undefined) member.stamp = stamp;
}

/** It has received an answer of ours, as far as can be known: a source address alone may be forged. */
export const wasThere = ({ hasSpoken, gap, path }: Member): boolean => hasSpoken || gap > 0 || path.via !== undefined;
