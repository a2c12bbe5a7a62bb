import { readFile } from "node:fs/promises";
import { textOf } from "../base/byte-text.ts";

/** The next hop of the default IPv4 route, with its device; undefined = there is none. `ignore`: a device. */
export async function defaultGateway(ignore?: string): Promise<DefaultGateway | undefined> {
  const table = await readFile("/proc/net/route").catch(() => new Uint8Array());
  return gatewayIn(textOf(table), ignore);
}

export interface DefaultGateway {
  readonly address: string;
  readonly device: string;
}

/** RTF_UP and RTF_GATEWAY of <linux/route.h>. */
const flags = { up: 1, gateway: 2 } as const;

/** The text of /proc/net/route; addresses in it are numbers of this machine's byte order, little-endian here. */
export function gatewayIn(table: string, ignore?: string): DefaultGateway | undefined {
  const routes = table.split("\n").flatMap((line) => {
    const [device, network, gateway, flag, , , metric, mask] = line.trim().split(/[ \t]+/);
    if (network !== "00000000" || mask !== "00000000" || device === ignore) return [];
    const set = parseInt(flag!, 16);
    if ((set & flags.up) === 0 || (set & flags.gateway) === 0 || !/^[0-9A-F]{8}$/.test(gateway!)) return [];
    const address = Array.from(Buffer.from(gateway!, "hex").reverse()).join(".");
    return [{ address, device: device!, metric: Number(metric) }];
  });
  const [best] = routes.sort((a, b) => a.metric - b.metric);
  return best && { address: best.address, device: best.device };
}
