/** What `wg` shows of a peer. */
export interface ShownPeer {
  /** Absent = not known. */
  readonly endpoint?: string;
  /** Unix time of the last one, in seconds; 0 = none. */
  readonly handshake: number;
  /** Bytes. */
  readonly received: number;
  readonly sent: number;
}

/** By public key, from the lines of `wg show DEVICE dump` about peers. */
export function parsePeers(dump: string): ReadonlyMap<string, ShownPeer> {
  const lines = dump.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [key = "", , endpoint = "", , handshake, received, sent] = line.split("\t");
      const counts = { handshake: Number(handshake), received: Number(received), sent: Number(sent) };
      return [key, { ...counts, ...(endpoint !== "(none)" && { endpoint }) }];
    }),
  );
}
