import { type Duration, type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { aheadOf, type Stamp } from "../../seal/stamps/stamp.ts";
import type { Auth } from "../../wire/message.ts";
import type { HeaderKey } from "../headers/header-key.ts";
import { type Origin, originOf } from "../members/origin.ts";

/**
 * Another supernode of the federation, or one that claims to be. Everybody reads it; beside its stamps
 * (`headers/replays.ts`), the
 * functions here alone change it. They keep: it stays at the socket under which `Federation` has it, and only one that has
 * proved that it receives there is heard.
 */
export type FederatedSupernode = Readonly<SupernodeRecord>;

interface SupernodeRecord {
  path: Origin;
  mac?: Mac;
  /** Of its REGISTER_SUPERs. */
  auth?: Auth;
  /** Configured, so never forgotten. */
  readonly fixed: boolean;
  readonly foundAt: Instant;
  /** Of our last REGISTER_SUPER; undefined = answered. */
  cookie?: number | undefined;
  askedAt?: Instant;
  /** Sealed our last REGISTER_SUPER. */
  headerKey?: HeaderKey;
  /**
   * Undefined = it has never proven that it receives at its address. Until then it gets no traffic of any community.
   */
  heardAt?: Instant;
  stamp?: Stamp | undefined;
  /** Milliseconds by which its clock was ahead of ours when it repeated our cookie. */
  ahead?: number;
  beyond?: readonly Stamp[] | undefined;
}

/** We send it a REGISTER_SUPER with this cookie, sealed with this key. */
export function expectAnswer(supernode: SupernodeRecord, cookie: number, headerKey: HeaderKey, now: Instant): void {
  supernode.cookie = cookie;
  supernode.headerKey = headerKey;
  supernode.askedAt = now;
}

/**
 * It says who it is, from its socket; that may be forged. Returns whether it has ever proved that it receives there.
 */
export function introduceAs(supernode: SupernodeRecord, mac: Mac, auth: Auth, path: Origin, now: Instant): boolean {
  supernode.mac = mac;
  supernode.auth = auth;
  supernode.path = originOf(path);
  const isProven = supernode.fixed || supernode.heardAt !== undefined;
  if (isProven) supernode.heardAt = now;
  return isProven;
}

/** It repeated our cookie. Returns whether that is the first time. */
export function confirm(supernode: SupernodeRecord, mac: Mac, path: Origin, now: Instant): boolean {
  const isNew = supernode.heardAt === undefined;
  supernode.cookie = undefined;
  supernode.mac = mac;
  supernode.path = originOf(path);
  supernode.heardAt = now;
  return isNew;
}

/** Its clock, known from a message that cannot be old. */
export function setClock(supernode: SupernodeRecord, stamp: Stamp | undefined, now: Instant): void {
  if (stamp !== undefined) supernode.ahead = aheadOf(stamp, now);
}

export function isHeard({ heardAt }: Pick<FederatedSupernode, "heardAt">, now: Instant, span: Duration): boolean {
  return heardAt !== undefined && since(heardAt, now) <= span;
}
