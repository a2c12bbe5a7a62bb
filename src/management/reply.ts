import { type Endpoint, endpointKey } from "../base/address/endpoint.ts";
import type { IpNet } from "../base/address/endpoint.ts";
import type { Instant } from "../base/instant.ts";
import type { Mac } from "../base/address/mac.ts";

export type ReplyRow = Readonly<Record<string, string | number>>;

/** Tunable: more rows than anyone reads, few enough for memory. */
const tuned = { rows: 10_000 } as const;

/** One object per datagram, closed by a line feed (fact sheet §13). */
export function jsonLine(tag: string, type: string, row: ReplyRow = {}): string {
  return JSON.stringify({ _tag: tag, _type: type, ...row }) + "\n";
}

export const errorLine = (tag: string, error: string): string => jsonLine(tag, "error", { error });

/** The row limit; the rest is left out, and the end says so. */
export function rowLines(
  tag: string,
  rows: Iterable<ReplyRow>,
): { readonly lines: readonly string[]; readonly cut: boolean } {
  const lines: string[] = [];
  for (const row of rows) {
    if (lines.length === tuned.rows) return { lines, cut: true };
    lines.push(jsonLine(tag, "row", row));
  }
  return { lines, cut: false };
}

/** Values as the reference writes them; unset ones are empty, and times are whole seconds since 1970 (0 = never). */
export const shown = {
  mac: (mac: Mac | undefined): string => mac?.toUpperCase() ?? "",
  net: (net: IpNet | undefined): string => (net === undefined ? "" : `${net.address}/${net.prefix}`),
  socket: (socket: Endpoint | undefined): string => (socket === undefined ? "" : endpointKey(socket)),
  time: (at: Instant | undefined): number => (at === undefined ? 0 : Math.floor(at / 1000)),
} as const;

/** Whole seconds between two instants. */
export const age = (at: Instant, now: Instant): number => Math.max(0, shown.time(now) - shown.time(at));
