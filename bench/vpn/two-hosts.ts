import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answersPing, at, overlay, underlay, type Model } from "../network.ts";
import type { BenchPrograms } from "../shell.ts";
import type { Standing } from "../standing.ts";

export type Host = "a" | "b";
export const otherOf = { a: "b", b: "a" } as const;

/** One end of a VPN of two hosts. */
export interface TunnelEnd {
  readonly host: Host;
  readonly other: Host;
  readonly own: string;
  readonly peer: string;
  readonly inside: string;
  /** For configuration and keys; removed with the namespaces. */
  readonly folder: string;
}

/** b first, because a connects to it. */
export function ends(name: string): readonly TunnelEnd[] {
  return (["b", "a"] as const).map((host) => {
    const other = otherOf[host];
    const folder = join("/run", name, host);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { host, other, own: underlay[host], peer: underlay[other], inside: overlay[host], folder };
  });
}

/** Secrets and configuration are passed in files, never as arguments. */
export function file({ folder }: TunnelEnd, name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

/** Starts both ends and waits for the first ping. */
export async function meetAt(
  programs: BenchPrograms,
  model: Model,
  both: readonly TunnelEnd[],
  command: (end: TunnelEnd) => readonly string[],
): Promise<Standing> {
  const begun = performance.now();
  const edges = both.map((end) => programs.start(at(end.host, model, command(end)), join(end.folder, "log")));
  await answersPing(overlay.b, model, 20);
  const startSeconds = (performance.now() - begun) / 1000;
  return { target: overlay.b, startSeconds, edges: edges.map(({ pid }) => pid!) };
}
