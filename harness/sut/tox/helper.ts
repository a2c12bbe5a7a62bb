import { readFileSync, writeFileSync } from "node:fs";
import type { DhtNode, ToxHelperConfig } from "./config.ts";
import { Tox } from "./toxcore.ts";

//  tox-helper CONFIG

/** A DHT, through which friends find each other without telling it who they are, and TCP relays. */
const { address, ports, nodesFile, ...config } = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as ToxHelperConfig;
const nodes: DhtNode[] = [];
for (const port of ports) {
  const tox = new Tox(config, port);
  for (const earlier of nodes) tox.bootstrap(address, earlier.port, earlier.publicKey);
  nodes.push({ port, publicKey: tox.dhtKey });
  tox.run();
}
writeFileSync(nodesFile, JSON.stringify(nodes));

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
