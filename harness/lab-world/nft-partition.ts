import type { Partition } from "../topology/partition.ts";

/** At the core, where captures still see dropped packets come in. */
export function apart({ name, a, b }: Partition): string {
  const set = (addresses: readonly string[]): string => `{ ${addresses.join(", ")} }`;
  return [
    ...emptied(name),
    `table ip ${name} {`,
    "  chain between {",
    "    type filter hook forward priority filter; policy accept;",
    `    ip saddr ${set(a)} ip daddr ${set(b)} drop`,
    `    ip saddr ${set(b)} ip daddr ${set(a)} drop`,
    "  }",
    "}",
    "",
  ].join("\n");
}

/** Leaves an empty table, so that the result can be read back. */
export const together = ({ name }: Partition): string => [...emptied(name), `table ip ${name} {`, "}", ""].join("\n");

const emptied = (name: string): readonly string[] => [`table ip ${name}`, `delete table ip ${name}`];
