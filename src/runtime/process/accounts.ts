import { readFileSync } from "node:fs";

export interface Account {
  readonly name: string;
  readonly id: number;
  /** A user's main group. */
  readonly group?: number;
}

/** Ids from `first`, `count` of them. */
export interface IdRange {
  readonly first: number;
  readonly count: number;
}

export interface Accounts {
  /** The user id of this process. */
  readonly self: number | undefined;
  readonly users: readonly Account[];
  readonly groups: readonly Account[];
  /** The ids that this process's user namespace has; undefined = not known, taken for all. */
  readonly mapped: {
    readonly users: readonly IdRange[] | undefined;
    readonly groups: readonly IdRange[] | undefined;
  };
}

export function systemAccounts(): Accounts {
  return {
    self: process.getuid?.(),
    users: parseAccounts(read("/etc/passwd")),
    groups: parseAccounts(read("/etc/group")),
    mapped: { users: parseIdMap(read("/proc/self/uid_map")), groups: parseIdMap(read("/proc/self/gid_map")) },
  };
}

/** passwd(5) and group(5): name, password, id, and for users the main group. */
export function parseAccounts(text: string): readonly Account[] {
  return text
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length > 2)
    .map(([name, , id, group]) => ({ name: name!, id: Number(id), group: Number(group) }));
}

/** user_namespaces(7): lines of first id inside, first id outside, and how many. */
export function parseIdMap(text: string): readonly IdRange[] | undefined {
  const lines = [...text.matchAll(/^ *(\d+) +\d+ +(\d+)$/gm)];
  return lines.length === 0
    ? undefined
    : lines.map(([, first, count]) => ({ first: Number(first), count: Number(count) }));
}

export function isMapped(ranges: readonly IdRange[] | undefined, id: number): boolean {
  return ranges?.some(({ first, count }) => id >= first && id < first + count) ?? true;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
