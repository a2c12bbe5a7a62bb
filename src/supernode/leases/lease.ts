import type { Instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { fingerprint } from "../../seal/fingerprint.ts";
import type { CommunityName, FieldText } from "../../wire/message.ts";

/** An automatic address, and the edge that had it last. */
export interface AddressLease {
  readonly address: string;
  readonly mac: Mac;
  readonly description: FieldText;
  /** Fingerprint of the edge's token, or of its user's key; "" = it has none. */
  readonly identity: string;
  /** The end of its use; of one in use, the last known moment. */
  readonly lastSeen: Instant;
  /** A registered edge has it, or had it when the supernode ended. */
  readonly isInUse: boolean;
}

/** Who asks for an address. */
export interface LeaseAsker {
  readonly identity: string;
  readonly description: FieldText;
  /** Unknown of an edge that only asks (fact sheet §10.1). */
  readonly mac?: Mac;
}

/** Edges of the reference draw a new token at each start, but keep their description. */
export function isFor(lease: AddressLease, { identity, description }: LeaseAsker): boolean {
  if (identity !== "" && lease.identity === identity) return true;
  return !lease.isInUse && lease.description === description;
}

/** Names a community where its name may be secret. */
export const communityId = (name: CommunityName): string => fingerprint(Buffer.from(name, "latin1"));
