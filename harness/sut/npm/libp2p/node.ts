import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Mesh } from "../mesh.ts";
import type { Libp2pNodeConfig } from "./config.ts";
import { refuseCandidates } from "./candidates.ts";
import { PeerLink } from "./peer-link.ts";
import { importLibrary, startLibp2p } from "./started.ts";

//  libp2p-node CONFIG

/** Tunable, in milliseconds. */
const tuned = { again: 500, patience: 5000, goodbye: 1000 };

const config = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Libp2pNodeConfig;
const { helper, isRelayOnly, overlay } = config;
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const library = await importLibrary(config);
refuseCandidates(library, overlay);
const circuit = helper && `${helper.multiaddr}/p2p-circuit`;

const mesh = new Mesh();
const node = await startLibp2p(library, config, {
  listen: [...(circuit === undefined ? [] : [circuit]), ...(isRelayOnly ? [] : ["/webrtc"])],
  transports: [
    library.circuitRelayTransport(),
    library.webRTC({ rtcConfiguration: { iceServers: helper ? [{ urls: [helper.stun] }] : [] } }),
  ],
  services: {},
});
const links = config.peers.map((peer) => {
  const id = library.peerIdFromPublicKey(library.publicKeyFromRaw(Buffer.from(peer.publicKey, "hex")));
  const to = (kind: "" | "/webrtc") =>
    circuit === undefined ? undefined : library.multiaddr(`${circuit}${kind}/p2p/${id.toString()}`);
  return new PeerLink(node, mesh, {
    ...peer,
    id,
    relayed: to(""),
    direct: isRelayOnly ? undefined : to("/webrtc"),
    say,
  });
});
await node.handle(
  PeerLink.protocol,
  (stream, connection) => {
    const link = links.find(({ id }) => id.equals(connection.remotePeer));
    if (link === undefined) stream.abort(new Error("stranger"));
    else link.use(stream, connection);
  },
  { runOnLimitedConnection: true },
);
for (const event of ["connection:open", "connection:close"] as const)
  node.addEventListener(event, ({ detail }) => {
    say(`${event} ${detail.remoteAddr.toString()}`);
  });

/** The library gives up a relay that went away; it does not come back to it. */
async function keepReservation(): Promise<void> {
  const transports = node.components.transportManager;
  while (circuit !== undefined) {
    await sleep(tuned.again);
    if (transports.getAddrs().some((address) => address.toString().includes("/p2p-circuit"))) continue;
    const listening = transports.listen([library.multiaddr(circuit)]);
    await Promise.race([listening, sleep(tuned.patience)]).catch(({ message }: Error) => say(`no relay: ${message}`));
  }
}

async function keepConnected(link: PeerLink): Promise<void> {
  for (;;) {
    await link
      .connect(AbortSignal.timeout(tuned.patience))
      .catch(({ message }: Error) => say(`${link.name}: ${message}`));
    await sleep(tuned.again);
  }
}

void keepReservation();
for (const link of links) if (link.isDialled) void keepConnected(link);
await mesh.run();
await Promise.race([node.stop(), sleep(tuned.goodbye)]);
process.exit(0);
