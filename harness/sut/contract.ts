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
  /** Local UDP port; absent = any. */
  readonly port?: number;
  /** How payloads are sealed. */
  readonly transform: TransformName;
  /** `-H` */
  readonly headerEncryption?: boolean;
  /** Between our own edges; absent = as the program does by itself. */
  readonly authenticated?: "require" | "request" | "never";
  readonly compression?: "lzo" | "zstd";
  /** Proves who it is, in a community whose users the supernode knows. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Asks the home router to forward its port; absent = as the program does by itself. */
  readonly portForwarding?: boolean;
  /** Everything through the supernode, over TCP (`-S2`). */
  readonly tcp?: boolean;
}

export const transformNames = ["null", "twofish", "aes", "chacha20", "speck"] as const;
export type TransformName = (typeof transformNames)[number];

export interface SupernodeSetup {
  readonly port: number;
  /** A file: the communities that it serves, and their users. Absent = all. */
  readonly communities?: string;
  /** With other supernodes, as "address:port". */
  readonly federation?: { readonly name: string; readonly members: readonly string[] };
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
  /** What the last words of a program that ended say it was built without; undefined = it ended for another reason. */
  lacking?(lastWords: string): string | undefined;
}
