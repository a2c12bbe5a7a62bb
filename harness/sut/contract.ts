/** A program to start in a node of the laboratory. Keys travel by environment, never by argv. */
export interface Command {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a scenario may ask of an edge, and a program under test may be asked for. */
export interface CommonEdgeOptions {
  /** Default: one community for all edges. */
  readonly community?: string;
  /** Default: one key for all edges. */
  readonly key?: string;
  /** Overlay address with prefix length; `"auto"` asks the supernode. Default: planned by the harness. */
  readonly address?: string;
  /** `false` relays everything (`-S1`). */
  readonly peerToPeer?: boolean;
  /** Local UDP port. Default: any. */
  readonly port?: number;
  /** Cipher of payloads. Default: AES. */
  readonly transform?: TransformName;
  /** Encrypts headers (`-H`). The supernode must list the community. */
  readonly headerEncryption?: boolean;
  /** Authenticated frames. Default: with peers that ask, if there is a key. */
  readonly authenticated?: "require" | "request" | "never";
  /** Compresses payloads (`-z`). */
  readonly compression?: "lzo" | "zstd";
  /** User and password (`-I`, `-J`). The supernode must list the user. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Relays everything over TCP (`-S2`). */
  readonly tcp?: boolean;
  /** Asks the home router to forward the edge's port (`--port-forwarding`). */
  readonly portForwarding?: boolean;
}

/** An edge to start: what was asked for, with the laboratory's defaults. */
export interface EdgeSetup extends CommonEdgeOptions {
  /** TAP device to make. */
  readonly device: string;
  readonly community: string;
  /** Overlay address with prefix length; absent = the supernode gives one. */
  readonly address?: string;
  /** Numeric address and port. */
  readonly supernode: string;
  readonly peerToPeer: boolean;
  readonly transform: TransformName;
  /** A file for what happens to the program, if it can record that; absent = none. */
  readonly recording?: string;
}

export const transformNames = ["null", "twofish", "aes", "chacha20", "speck"] as const;
export type TransformName = (typeof transformNames)[number];

export interface SupernodeSetup {
  readonly port: number;
  /** A file: the communities that it serves, and their users. Absent = all. */
  readonly communities?: string;
  /** With other supernodes, as "address:port". */
  readonly federation?: { readonly name: string; readonly members: readonly string[] };
  /** As for an edge. */
  readonly recording?: string;
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
