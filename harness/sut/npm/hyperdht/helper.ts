import { readFileSync, writeFileSync } from "node:fs";
import type { HyperDhtHelperConfig } from "./config.ts";
import { readKeyPair, type HyperDht, type HyperDhtLibrary } from "./library.ts";

//  hyperdht-helper CONFIG

/** A DHT of its own, so that no node looks for the public one, and a relay (blind-relay) in it. */
const config = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as HyperDhtHelperConfig;
const library = (await import(config.module)) as HyperDhtLibrary;
const { HyperDHT, relay } = library;
const keyPair = readKeyPair(library, config.keyFile);

const { address, ports } = config;
const nodes: HyperDht[] = [];
for (const port of ports) {
  const node = HyperDHT.bootstrapper(port, address, { bootstrap: ports.slice(0, nodes.length).map(at) });
  await node.ready();
  nodes.push(node);
}

const [first] = nodes as [HyperDht];
const relays = new relay.Server({ createStream: (options) => first.createRawStream({ ...options, framed: true }) });
const server = first.createServer({}, (stream) => {
  // One of two relayed nodes has gone.
  stream.on("error", () => undefined);
  relays.accept(stream, { id: stream.remotePublicKey }).on("error", () => undefined);
});
await server.listen(keyPair);
writeFileSync(config.readyFile, "");

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));

function at(port: number): string {
  return `${address}:${port}`;
}
