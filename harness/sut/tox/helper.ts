import { readFileSync, writeFileSync } from "node:fs";
import type { ToxHelperConfig } from "./config.ts";
import { Tox } from "./toxcore.ts";

//  tox-helper CONFIG

/** A DHT node to start from, and a TCP relay. */
const config = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as ToxHelperConfig;
const tox = new Tox(config, config.port);
tox.run();
writeFileSync(config.publicKeyFile, tox.dhtKey);

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
