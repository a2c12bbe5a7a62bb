/** A program to start in a node of the laboratory. Keys travel by environment, never by argv. */
export interface Command {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface EdgeSetup {
  /** TAP device to make. */
  readonly device: string;
  readonly community: string;
  /** Absent = no encryption. */
  readonly key?: string;
  /** Overlay address with prefix length; absent = the supernode gives one. */
  readonly address?: string;
  /** Numeric address and port. */
  readonly supernode: string;
  readonly peerToPeer: boolean;
  /** How payloads are sealed. */
  readonly transform: TransformName;
}

export type TransformName = "null" | "twofish" | "aes" | "chacha20" | "speck";

/** n2n's numbers for them (fact sheet §6). */
export const transformIds: Readonly<Record<TransformName, number>> = {
  null: 1,
  twofish: 2,
  aes: 3,
  chacha20: 4,
  speck: 5,
};

export interface SupernodeSetup {
  readonly port: number;
}

/**
 * A program under test. Strangers add one by writing this and nothing else: it says how to start the program, and the
 * laboratory does the rest. Whether it works, and by which path, is read off the wire.
 */
export interface SystemUnderTest {
  readonly name: string;
  /** Is it here, and which version? `missing` says what would bring it. */
  find(): Promise<{ readonly version: string } | { readonly missing: string }>;
  supernode(setup: SupernodeSetup): Command;
  edge(setup: EdgeSetup): Command;
}
