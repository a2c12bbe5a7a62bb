import type { SupernodeManagement } from "../../management/supernode-management.ts";
import { Reservations } from "../../supernode/leases/reservations.ts";
import type { WebSecrets } from "../../web/access.ts";
import type { Reloadable } from "../reload.ts";
import type { FederationMembers } from "./federation-members.ts";
import type { SupernodeHost } from "./host.ts";
import type { SupernodeSettings } from "./options.ts";

/** Internal names of the options that a running supernode takes over. */
export const supernodeAtOnce: ReadonlySet<string> = new Set([
  ...["verbose", "communities", "members", "leaseTime", "reservations", "managementPassword", "httpToken"],
]);

/** What a changed configuration reaches in a running supernode. */
export interface SupernodeParts {
  readonly host: () => Pick<SupernodeHost, "reload" | "reserve" | "keepLeases">;
  readonly members: Pick<FederationMembers, "use">;
  readonly management: Pick<SupernodeManagement, "password">;
  readonly web: () => { secure(secrets: WebSecrets): void } | undefined;
  /** Other supernodes are trusted at all. */
  readonly isFederated: boolean;
  readonly keepsLeases: boolean;
}

/** Lists that are named are read afterwards, also when only their contents have changed. */
export function supernodeReloadable({
  host,
  members,
  management,
  web,
  isFederated,
  keepsLeases,
}: SupernodeParts): Reloadable<SupernodeSettings> {
  return {
    names: supernodeAtOnce,
    async take(own, changed) {
      const lacks = (has: boolean, ...names: readonly string[]) =>
        has ? [] : names.filter((name) => changed.has(name));
      const restart = [...lacks(isFederated, "members"), ...lacks(keepsLeases, "leaseTime", "reservations")];
      management.password = own.management.password;
      web()?.secure({ password: own.management.password, token: own.web.token });
      if (changed.has("communities") && own.communityFile === undefined) host().reload(undefined);
      if (changed.has("leaseTime") && keepsLeases) host().keepLeases(own.leases.time);
      if (changed.has("reservations") && own.leases.reservations === undefined) host().reserve(new Reservations());
      if (changed.has("members") && isFederated) await members.use(own.members);
      return { restart };
    },
  };
}
