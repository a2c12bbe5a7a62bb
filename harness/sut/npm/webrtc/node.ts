import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { Mesh } from "../mesh.ts";
import { signallingPort, turnUser, type WebRtcNodeConfig } from "./config.ts";
import { turnPort } from "../turn-server.ts";
import type { PeerOptions, WebRtcLibrary } from "./library.ts";
import { PeerLink, type WebRtcSetting } from "./peer-link.ts";
import { Signals } from "./signalling.ts";

//  webrtc-node CONFIG

const config = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as WebRtcNodeConfig;
const { name, server, isRelayOnly } = config;
const library = (await import(config.module)) as WebRtcLibrary;
const mesh = new Mesh();

const options: PeerOptions = {
  iceServers: server === undefined ? [] : [`stun:${server}:${turnPort}`, turnServer(server)],
  iceTransportPolicy: isRelayOnly ? "relay" : "all",
};
const setting: WebRtcSetting = {
  library,
  options,
  mesh,
  name,
  ownAddress: config.address,
  send: (signal) => signals?.send(signal),
  say: (line) => void process.stderr.write(`${line}\n`),
};
const links = new Map(config.peers.map((peer) => [peer.name, new PeerLink(peer, setting)]));
const here = { is: "here", from: name, session: randomUUID() } as const;
const signals: Signals | undefined =
  server === undefined
    ? undefined
    : new Signals(server, signallingPort, here, (signal) => {
        if (signal.is !== "alive") links.get(signal.from)?.take(signal);
      });

await mesh.run();
process.exit(0);

function turnServer(hostname: string) {
  const password = readFileSync(config.passwordFile, "utf8");
  return { hostname, port: turnPort, username: turnUser, password, relayType: "TurnUdp" as const };
}
