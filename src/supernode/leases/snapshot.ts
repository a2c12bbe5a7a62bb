import type { Instant } from "../../base/instant.ts";
import { printableText } from "../../wire/fields/text.ts";
import type { LeaseStatus } from "../../status/supernode-status.ts";
import { privacyOf } from "../access/community.ts";
import type { Communities } from "../access/communities.ts";
import type { KeptCommunity, LeaseBook } from "./lease-book.ts";
import type { StoredCommunity } from "./stored.ts";

/** What the next run needs. */
export function storedFrom(leases: LeaseBook, communities: Communities, now: Instant): readonly StoredCommunity[] {
  leases.expire(now);
  return Array.from(leases.all(), ({ id, name, isSecret, network, leases: own }) => {
    const members = name === undefined ? undefined : communities.find(name)?.members;
    const current = Array.from(own.all(), (lease) => ({
      ...lease,
      lastSeen: (lease.isInUse ? members?.find(lease.mac)?.lastSeen : undefined) ?? lease.lastSeen,
    }));
    return { id, name: isSecret ? undefined : name, network, leases: current };
  });
}

/** Every address in use, kept or reserved. */
export function leaseStatus(leases: LeaseBook | undefined, communities: Communities): readonly LeaseStatus[] {
  const rows: LeaseStatus[] = [];
  const taken = new Set<string>();
  const add = (community: string, isSecret: boolean, row: Omit<LeaseStatus, "community" | "isSecret">) => {
    taken.add(`${community} ${row.address}`);
    rows.push({ community, isSecret, ...row });
  };
  for (const community of communities.all()) {
    const name = printableText(community.name);
    for (const { mac, address, description, lastSeen } of community.members.all()) {
      if (address.prefix === 0) continue;
      const facts = { address: address.address, mac, description: printableText(description), lastSeen };
      add(name, privacyOf(community) === "encrypted", { ...facts, state: "in use" });
    }
  }
  if (leases === undefined) return rows;
  for (const kept of leases.all()) {
    const name = kept.name === undefined ? "?" : printableText(kept.name);
    for (const { address, mac, description, lastSeen } of kept.leases.all()) {
      if (taken.has(`${name} ${address}`)) continue;
      const until = (lastSeen + leases.time) as Instant;
      const facts = { address, mac, description: printableText(description), lastSeen };
      add(name, isSecret(kept), { ...facts, state: "kept", until });
    }
  }
  for (const { community, address, who } of leases.reservations.all()) {
    const name = printableText(community);
    if (taken.has(`${name} ${address}`)) continue;
    const facts = "mac" in who ? { mac: who.mac, description: "" } : { description: printableText(who.description) };
    add(name, false, { address, ...facts, state: "reserved" });
  }
  return rows;
}

const isSecret = ({ name, isSecret: secret }: KeptCommunity): boolean => secret || name === undefined;
