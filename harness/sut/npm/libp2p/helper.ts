import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTurnServer } from "../turn-server.ts";
import type { Libp2pHelperConfig } from "./config.ts";
import { importLibrary, startLibp2p } from "./started.ts";

//  libp2p-helper CONFIG

/** A circuit relay (v2) without limits of time or bytes, and coturn as STUN server. */
const config = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Libp2pHelperConfig;
const { address, port, secrets, multiaddrFile } = config;
const library = await importLibrary(config);
runTurnServer(address, secrets, ["stun-only"]);

// Keeps the certificate, whose digest is part of the multiaddr, when this starts again.
const datastore = new library.FsDatastore(join(secrets, "libp2p"));
await datastore.open();
const relay = await startLibp2p(library, config, {
  listen: [`/ip4/${address}/udp/${port}/webrtc-direct`],
  transports: [],
  services: {
    keychain: library.keychain(),
    relay: library.circuitRelayServer({ reservations: { applyDefaultLimit: false } }),
  },
  datastore,
});
writeFileSync(multiaddrFile, String(relay.getMultiaddrs()[0]));
