import { type KernelRoute, kernelRoutes } from "./kernel-routes.ts";

/** Target of a default IPv4 route. */
export interface WayOut {
  readonly device: string;
  /** The next hop; absent = a point-to-point device, such as PPP. */
  readonly address?: string;
}

export interface DefaultGateway extends WayOut {
  readonly address: string;
}

/** The next hop of the default IPv4 route, with its device; undefined = none. `ignore`: a device. */
export async function defaultGateway(ignore?: string): Promise<DefaultGateway | undefined> {
  return gatewayIn(await kernelRoutes(), ignore);
}

export function gatewayIn(routes: readonly KernelRoute[], ignore?: string): DefaultGateway | undefined {
  const out = wayOutIn(
    routes.filter(({ via }) => via !== undefined),
    ignore,
  );
  return out?.address === undefined ? undefined : { device: out.device, address: out.address };
}

/** The default route in use, with or without a gateway. */
export function wayOutIn(routes: readonly KernelRoute[], ignore?: string): WayOut | undefined {
  const all = routes.filter(({ net, device }) => net === "0.0.0.0/0" && device !== ignore);
  const [best] = all.sort((a, b) => a.metric - b.metric);
  return best && { device: best.device, ...(best.via !== undefined && { address: best.via }) };
}
