import { seedIn } from "../key-pair.ts";
import type { Libp2pConfig } from "./config.ts";
import type { Datastore, Libp2p, Libp2pLibrary } from "./library.ts";

/** Tunable: milliseconds between two looks at whether the other end of a connection is still there. */
const tuned = { pingInterval: 5000 };

/** Node 20 has no Promise.withResolvers, which the library calls. */
export async function importLibrary({ module }: Libp2pConfig): Promise<Libp2pLibrary> {
  const promises = Promise as { withResolvers?: () => unknown };
  promises.withResolvers ??= () => {
    const resolvers: Record<string, unknown> = {};
    const promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }));
    return { promise, ...resolvers };
  };
  return (await import(module)) as Libp2pLibrary;
}

/** Talks to the relay by WebRTC-direct, which is UDP: a path over TCP could not be judged. */
export async function startLibp2p(
  library: Libp2pLibrary,
  { keyFile }: Libp2pConfig,
  {
    listen,
    transports,
    services,
    datastore,
  }: {
    readonly listen: readonly string[];
    readonly transports: readonly unknown[];
    readonly services: Readonly<Record<string, unknown>>;
    readonly datastore?: Datastore;
  },
): Promise<Libp2p> {
  const { createLibp2p, generateKeyPairFromSeed, webRTCDirect, noise, yamux, identify, identifyPush, ping } = library;
  return createLibp2p({
    privateKey: await generateKeyPairFromSeed("Ed25519", seedIn(keyFile)),
    addresses: { listen },
    transports: [webRTCDirect(), ...transports],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), identifyPush: identifyPush(), ping: ping(), ...services },
    ...(datastore && { datastore }),
    connectionMonitor: tuned,
    transportManager: { faultTolerance: 1 },
  });
}
