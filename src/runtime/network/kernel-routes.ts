import { readFile } from "node:fs/promises";
import { textOf } from "../../base/byte-text.ts";

/** A row of the kernel's main IPv4 table. */
export interface KernelRoute {
  readonly device: string;
  /** Always with its prefix length. */
  readonly net: string;
  /** The router; absent = on the device's own link. */
  readonly via?: string;
  readonly metric: number;
}

/** The routes of this network namespace; empty if the system does not report them. */
export async function kernelRoutes(): Promise<readonly KernelRoute[]> {
  return routesIn(textOf(await readFile("/proc/net/route").catch(() => new Uint8Array())));
}

/** RTF_UP, RTF_GATEWAY and RTF_REJECT of <linux/route.h>. */
const flags = { up: 1, gateway: 2, reject: 0x200 } as const;

/** The text of /proc/net/route; addresses in it are numbers of this machine's byte order, little-endian here. */
export function routesIn(table: string): readonly KernelRoute[] {
  return table.split("\n").flatMap((line) => {
    const [device = "", network = "", gateway = "", flag = "", , , metric, mask = ""] = line.trim().split(/[ \t]+/);
    const set = parseInt(flag, 16);
    const isUsable = (set & flags.up) !== 0 && (set & flags.reject) === 0;
    if (!isUsable || ![network, gateway, mask].every((word) => /^[0-9A-F]{8}$/.test(word))) return [];
    const via = (set & flags.gateway) !== 0 && { via: addressOf(gateway) };
    return [{ device, net: `${addressOf(network)}/${prefixOf(mask)}`, ...via, metric: Number(metric) }];
  });
}

const addressOf = (word: string): string => Array.from(Buffer.from(word, "hex").reverse()).join(".");

const prefixOf = (mask: string): number => [...parseInt(mask, 16).toString(2)].filter((bit) => bit === "1").length;
