import { endpointKey } from "../../src/base/address/endpoint.ts";
import { LabError } from "../lab/lab-error.ts";
import { bindings } from "../nftables-json/bindings.ts";
import { tableOf } from "../nat/nft/place.ts";
import { alignColumns } from "../report/text/columns.ts";
import type { LabParts } from "./lab.ts";

/** A row of a router's binding table as the kernel has it, endpoints as `address:port`. */
export interface BindingView {
  readonly protocol: "udp" | "tcp";
  readonly inside: string;
  readonly outside: string;
  /** Whom it is for; absent = for everyone, `address` without port = for all ports there. */
  readonly towards?: string;
  /** Whole seconds until it expires unless a packet refreshes it. */
  readonly left?: number;
}

/** Throws ConfigError for an unknown router, LabError where the kernel does not show its table. */
export async function bindingViews(
  { lab, state }: Pick<LabParts, "lab" | "state">,
  router: string,
): Promise<readonly BindingView[]> {
  const { nat, external, zone } = state.router(router);
  const isMapped = nat.translates && nat.overloading === undefined;
  const both = await Promise.all(
    protocols.map(async (protocol) => {
      if (!isMapped) return trackedBindings(await listed(lab, router, protocol), protocol, zone);
      const rows = await bindings((argv, input) => lab.exec(router, argv, input), tableOf({}), protocol);
      // Which of several addresses a row has is in another map.
      const [address, another] = external;
      return rows.map(({ inside, outside, towards, left }): BindingView => ({
        protocol,
        inside: endpointKey(inside),
        outside: another === undefined ? endpointKey({ address, port: outside }) : `*:${outside}`,
        ...(towards && { towards: towards.port === undefined ? towards.address : endpointKey({ address: towards.address, port: towards.port }) }), // prettier-ignore
        ...(left !== undefined && { left: Math.round(left / 1000) }),
      }));
    }),
  );
  return both.flat().sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
}

const protocols = ["udp", "tcp"] as const;

/** Identifies a row. */
export const keyOf = ({ protocol, inside, outside, towards = "" }: BindingView): string =>
  `${protocol} ${inside} ${towards} ${outside}`;

/** Routers that leave it to the kernel, or only filter, have no table of their own but its connections. */
async function listed(lab: LabParts["lab"], router: string, protocol: string): Promise<string> {
  const { code, stdout, stderr } = await lab.exec(router, ["sh", "-c", `conntrack -L -p ${protocol}`]);
  if (code === 0) return stdout;
  const why = code === 127 ? "conntrack(8) is missing; install the package conntrack" : stderr.trim();
  throw new LabError(`the table of ${router} is the kernel's connection tracking, and cannot be listed: ${why}`);
}

/** Lines of conntrack(8): the first addresses are those of the inside, the second those of the answers. */
export function trackedBindings(text: string, protocol: BindingView["protocol"], zone: number): readonly BindingView[] {
  return text.split("\n").flatMap((line): BindingView[] => {
    const values = (name: string) =>
      [...line.matchAll(new RegExp(`\\b${name}=(\\S+)`, "g"))].map(([, value]) => value!);
    const [[inside, answering], [to, outside], [sport, far], [dport, port]] = ["src", "dst", "sport", "dport"].map(values) as [string[], string[], string[], string[]]; // prettier-ignore
    if (inside === undefined || answering === undefined || !values("zone").includes(`${zone}`)) return [];
    const [, left] = /^\w+ +\d+ +(\d+) /.exec(line) ?? [];
    const at = (address: string | undefined, number: string | undefined) =>
      endpointKey({ address: address!, port: Number(number) });
    return [
      {
        protocol,
        inside: at(inside, sport),
        outside: at(outside, port),
        towards: at(to, dport ?? far),
        ...(left !== undefined && { left: Number(left) }),
      },
    ];
  });
}

/** As a table. */
export function bindingsTable(views: readonly BindingView[], width?: number): string {
  if (views.length === 0) return "  no mapping";
  const rows = views.map(({ protocol, inside, outside, towards = "any", left }) =>
    [protocol, inside, outside, towards, left === undefined ? "until it is removed" : `${left} s`].map((text) => ({
      text,
    })),
  );
  const titles = ["PROTOCOL", "INSIDE", "OUTSIDE", "TOWARDS", "EXPIRES IN"].map((text) => ({ text }));
  return alignColumns([titles, ...rows], { width, titled: true }).join("\n");
}

/** What has come and gone between two looks, a line each. */
export function bindingChanges(before: readonly BindingView[], after: readonly BindingView[]): readonly string[] {
  const [old, now] = [before, after].map((views) => new Map(views.map((view) => [keyOf(view), view])));
  const line = (sign: string, { protocol, inside, outside, towards }: BindingView): string =>
    `${sign} ${protocol} ${inside} → ${outside}${towards === undefined ? "" : ` for ${towards}`}`;
  return [
    ...before.filter((view) => !now!.has(keyOf(view))).map((view) => line("-", view)),
    ...after.filter((view) => !old!.has(keyOf(view))).map((view) => line("+", view)),
  ];
}
