import type { Endpoint } from "../../src/base/address/endpoint.ts";
import { seconds, type Duration } from "../../src/base/instant.ts";
import { elementsOf, type Scalar } from "./elements.ts";
import { list } from "./list.ts";
import { NftError } from "./nft-error.ts";
import type { Run } from "./run.ts";

/** One row of a NAT's binding table. */
export interface KernelBinding {
  readonly inside: Endpoint;
  /** Port of the external address. */
  readonly outside: number;
  /** The remote endpoint of a dependent mapping; no port where only the address matters. */
  readonly towards?: { readonly address: string; readonly port?: number };
  /** Until it expires unless a packet refreshes it, in whole seconds; absent for a permanent binding. */
  readonly left?: Duration;
}

/**
 * The binding table of a NAT of `harness/nat/nft/ruleset.ts`, from the map that its packets themselves keep: inside address,
 * inside port [, remote address [, remote port]] → external port.
 */
export async function bindings(
  run: Run,
  table: string,
  protocol: "udp" | "tcp" = "udp",
): Promise<readonly KernelBinding[]> {
  const name = `${protocol}_out`;
  const { maps } = await list(run, "map", "ip", table, name);
  const ours = maps.filter((map) => map.name === name);
  return ours.flatMap((map) =>
    elementsOf(map).map(({ key, data, expires }) => {
      const [address, port, remote, remotePort] = key;
      return {
        inside: { address: text(address), port: number(port) },
        outside: number(data[0]),
        ...(remote !== undefined && {
          towards: { address: text(remote), ...(remotePort !== undefined && { port: number(remotePort) }) },
        }),
        ...(expires !== undefined && { left: seconds(expires) }),
      };
    }),
  );
}

function text(value: Scalar | undefined): string {
  if (typeof value !== "string") throw new NftError(`an address was expected in the binding table, not ${value}`);
  return value;
}

function number(value: Scalar | undefined): number {
  if (typeof value !== "number") throw new NftError(`a port was expected in the binding table, not ${value}`);
  return value;
}
