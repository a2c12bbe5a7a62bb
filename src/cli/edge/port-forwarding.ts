import { setTimeout as sleep } from "node:timers/promises";
import { endpointKey, type Endpoint } from "../../base/address/endpoint.ts";
import type { Random } from "../../base/random.ts";
import type { Log } from "../../runtime/log/log.ts";
import { isPublic, PortMapping } from "./port-mapping.ts";

/**
 * Tunable, in milliseconds: a router that answers does so at once, and the edge does not wait for one that does not.
 */
const tuned = { patience: 2000 } as const;

export interface PortForwarding {
  readonly log: Log;
  readonly random: Random;
  /** The overlay's device. */
  readonly device: string;
  readonly local: () => Endpoint | undefined;
  /** The socket to announce to peers; undefined = none any more. */
  readonly prefer: (socket: Endpoint | undefined) => void;
}

/**
 * Has the router forward the edge's port. Resolves when it does, or after a short wait: some supernodes accept the
 * announced socket only in an edge's first registration (fact sheet §11.2).
 */
export async function forwardPort({ log, random, device, local, prefer }: PortForwarding): Promise<PortMapping> {
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => (settle = resolve));
  const mapping = await PortMapping.start({
    log,
    random,
    device,
    port: () => local()?.port,
    mapped({ external }) {
      if (isPublic(external)) prefer(external);
      else
        log({ level: "warning", what: "the router is behind another one", with: { outside: endpointKey(external) } });
      settle();
    },
    unmapped: () => prefer(undefined),
  });
  await Promise.race([settled, sleep(tuned.patience, undefined, { ref: false })]);
  return mapping;
}
