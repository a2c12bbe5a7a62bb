import type { Link } from "../topology/link.ts";

/** One end of a cable: an interface in a namespace. */
export interface CableInterface {
  readonly node: string;
  readonly name: string;
}

/** One step of building a laboratory, as data. `script.ts` shows it and its inverse as shell. */
export type Op =
  | { readonly op: "namespace"; readonly node: string }
  /** A veth pair. */
  | { readonly op: "cable"; readonly a: CableInterface; readonly b: CableInterface }
  /** Two TAPs joined in userspace, which is where delay, loss and rate happen. Packets from `lower` go `up`. */
  | {
      readonly op: "wire";
      readonly owner: string;
      readonly lower: CableInterface;
      readonly upper: CableInterface;
      readonly link: Link;
    }
  /** `key` with slashes; a missing `optional` key is skipped. */
  | {
      readonly op: "sysctl";
      readonly node: string;
      readonly key: string;
      readonly value: string;
      readonly before: string;
      readonly optional?: true;
    }
  /** One line of `ip -batch` inside the namespace, and the line that takes it back. */
  | { readonly op: "ip"; readonly node: string; readonly line: string; readonly inverse: string }
  | { readonly op: "nft"; readonly node: string; readonly ruleset: string };
