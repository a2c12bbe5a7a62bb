/**
 * A process of ours, in the order in which a daemon starts:
 *
 * 1. `no-debugger.ts`, `node-version.ts`: no debugger at SIGUSR1; a Node that cannot run the program ends it
 * 2. `text.ts`: arguments and environment, byte for byte
 * 3. `identity.ts`, `hardware.ts`: secrets that only this machine can derive
 * 4. `name.ts`: what process lists show
 * 5. `heap.ts`, `compiler.ts`: V8, for a program that is idle most of the time
 * 6. `pid-file.ts`: once socket and interface are open
 * 7. here: another user without privileges; `confine.ts`, `seccomp.ts`: programs that this one starts get none either
 *
 * @module
 */

import { ConfigError } from "../../base/config-error.ts";
import { isMapped, systemAccounts, type Account, type Accounts } from "./accounts.ts";
import { confine } from "./confine.ts";

export interface Ownership {
  readonly uid: number;
  readonly gid: number;
}

export interface Identity extends Ownership {
  /** For the log. */
  readonly user: string;
  /** Explicitly, not by default. */
  readonly asked: boolean;
}

/** The next one means "none" (chown(2)). */
const spec = { lastId: 0xfffffffe } as const;

/** The default user, first one that exists (fact sheet §12.1). */
const defaultUsers = ["n2n", "nobody"] as const;

/**
 * The user to become once interface and socket are open; undefined = stay the same, as in a user namespace that has no
 * such user. Names or numbers. Throws ConfigError for a user or group that does not exist, or if a user other than root
 * asks for another.
 */
export function chooseIdentity(
  wanted: { readonly user?: string; readonly group?: string },
  accounts: Accounts = systemAccounts(),
): Identity | undefined {
  const named = wanted.user !== undefined || wanted.group !== undefined;
  if (accounts.self !== 0) {
    if (named) throw new ConfigError("-u and -g need root: only root may become another user");
    return undefined;
  }
  const byDefault = defaultUsers.flatMap((known) => accounts.users.filter(({ name }) => name === known));
  const user = wanted.user === undefined ? byDefault[0] : find(accounts.users, wanted.user, "-u", "user");
  const group = wanted.group === undefined ? undefined : find(accounts.groups, wanted.group, "-g", "group");
  if (user === undefined && group === undefined) return undefined;
  const identity = { uid: user?.id ?? 0, gid: group?.id ?? user?.group ?? 0, user: user?.name ?? "root", asked: named };
  if (isMapped(accounts.mapped.users, identity.uid) && isMapped(accounts.mapped.groups, identity.gid)) return identity;
  if (!named) return undefined;
  throw new ConfigError(
    `cannot become user ${identity.user}: this user namespace has no user ${identity.uid} with group ${identity.gid} ` +
      `(/proc/self/uid_map, gid_map); leave out -u and -g`,
  );
}

/**
 * Gives a file to the user that the program becomes, by a function of node:fs. Without the right to give files away, as
 * in a unit or container without CAP_CHOWN, it keeps its owner.
 */
export function giveTo(identity: Ownership | undefined, chown: (uid: number, gid: number) => void): void {
  if (identity === undefined) return;
  try {
    chown(identity.uid, identity.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}

/**
 * From here on the program has only the privileges of `identity`; open descriptors stay usable. False = not possible
 * and not asked for, as in a container that has only root. Throws ConfigError if it was asked for.
 */
export function become(identity: Identity): boolean {
  try {
    leaveGroups(identity);
    process.setgid?.(identity.gid);
    process.setuid?.(identity.uid);
    return true;
  } catch (error) {
    if (!identity.asked) return false;
    throw new ConfigError(`cannot become user ${identity.user}: ${(error as Error).message}; leave out -u and -g`);
  }
}

/** In a user namespace of an ordinary user nobody may (user_namespaces(7)); who stays the same has no others to leave. */
function leaveGroups({ uid, gid }: Identity): void {
  try {
    process.setgroups?.([]);
  } catch (error) {
    if (uid !== process.getuid?.() || gid !== process.getgid?.()) throw error;
  }
}

/**
 * Drops all privileges that a running daemon does not need: those of the user who started it, if it becomes another,
 * and always those that it could gain by starting a program. Returns its user, for the log. Throws ConfigError
 * (`become`).
 */
export function giveUpRights(identity: Identity | undefined): string {
  // Before the user changes: afterwards capabilities can no longer be dropped.
  confine(identity !== undefined && identity.uid !== 0);
  return identity !== undefined && become(identity) ? identity.user : "unchanged";
}

function find(accounts: readonly Account[], wanted: string, option: string, kind: string): Account {
  const found = accounts.find(({ name, id }) => name === wanted || String(id) === wanted);
  if (found !== undefined) return found;
  if (/^\d{1,10}$/.test(wanted) && Number(wanted) <= spec.lastId)
    return { name: wanted, id: Number(wanted), group: Number(wanted) };
  throw new ConfigError(`${option} ${wanted}: no such ${kind}; give an existing name or number`);
}
