import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Mesh } from "../mesh.ts";
import { carryPackets } from "../packet-stream.ts";
import type { HyperDhtNodeConfig } from "./config.ts";
import { readKeyPair, type HyperDhtLibrary, type SecretStream } from "./library.ts";

//  hyperdht-node CONFIG

/** Tunable, in milliseconds. Keep-alives come every 5 s; the library notices later that they have stopped. */
const tuned = { againAfter: 500, silence: 15_000, goodbye: 1000 };

type Peer = HyperDhtNodeConfig["peers"][number];

const config = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as HyperDhtNodeConfig;
const library = (await import(config.module)) as HyperDhtLibrary;
const keyPair = readKeyPair(library, config.keyFile);
const dht = new library.HyperDHT({ bootstrap: config.bootstrap, keyPair });
const mesh = new Mesh();
const relay = config.relay === undefined ? {} : { relayThrough: Buffer.from(config.relay, "hex") };
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const byKey = new Map(config.peers.map((peer) => [peer.publicKey, peer]));
const peerOf = (key: Buffer): Peer | undefined => byKey.get(key.toString("hex"));
const server = dht.createServer({ firewall: (key) => peerOf(key) === undefined, ...relay }, (stream) =>
  use(stream, peerOf(stream.remotePublicKey)!),
);

function use(stream: SecretStream, peer: Peer): void {
  stream.setTimeout(tuned.silence);
  stream.on("error", ({ message }) => say(`${peer.name}: ${message}`));
  stream.on("open", () => {
    say(`${peer.name}: connected`);
    carryPackets(stream, mesh, peer.address);
  });
}

function dial(peer: Peer): void {
  const stream = dht.connect(Buffer.from(peer.publicKey, "hex"), { keyPair, ...relay });
  use(stream, peer);
  stream.on("close", () => setTimeout(dial, tuned.againAfter, peer));
}

/** Fails while the DHT cannot be reached. */
async function listen(): Promise<void> {
  for (;;) {
    try {
      await server.listen(keyPair);
      return say("listening");
    } catch (error) {
      say(`cannot listen: ${(error as Error).message}`);
      await sleep(tuned.againAfter);
    }
  }
}

void listen();
for (const peer of config.peers) if (peer.isDialled) dial(peer);
await mesh.run();
// The others learn at once that it has gone, unless they cannot be reached.
await Promise.race([dht.destroy(), sleep(tuned.goodbye)]);
process.exit(0);
