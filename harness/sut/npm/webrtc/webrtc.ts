import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CaseHost, SystemUnderTest } from "../../contract.ts";
import { coturn, findCoturn } from "../coturn.ts";
import { findNpmSystem, npmLibrary } from "../installed.ts";
import { peerCommand } from "../peer-command.ts";
import { turnPort } from "../turn-server.ts";
import type { WebRtcHelperConfig, WebRtcNodeConfig } from "./config.ts";

/** A data channel between every two nodes (libdatachannel, libjuice), with coturn as STUN and TURN server. */
export const webrtc: SystemUnderTest = {
  name: "webrtc",

  install: { debian: [coturn], npm: "webrtc" },

  capabilities: {
    protocol: "WebRTC",
    layer: 3,
    helper: "needed",
    relays: true,
    ipv6: false,
    authenticated: true,
    keys: "none",
    ciphers: ["dtls"],
    options: ["relay only"],
  },

  async find() {
    const turn = await findCoturn();
    if ("missing" in turn) return turn;
    const native = `@node-datachannel/linux-${process.arch}-gnu/node_datachannel.node`;
    const brought = await findNpmSystem("webrtc", { named: "node-datachannel", files: [native] });
    if ("missing" in brought) return brought;
    const source = `${brought.source}; ${turn.source}`;
    return { version: brought.version, source, files: [...brought.files, ...turn.files] };
  },

  async prepare({ hosts }) {
    const password = randomBytes(16).toString("hex");
    const own = hosts.filter(({ system }) => system === "webrtc");
    await Promise.all(own.map((host) => writeFile(passwordFile(host), password, { mode: 0o600 })));
  },

  async helper({ host }) {
    const address = host.publicAddresses[0]!;
    const config: WebRtcHelperConfig = { address, passwordFile: passwordFile(host), secrets: host.secrets };
    const command = await peerCommand("webrtc-helper", host, config);
    return { ...command, ready: { udp: turnPort }, relaysFrom: "any port" };
  },

  async node({ host, network, helper, peerToPeer, address = host.overlay }) {
    const nodes = network.hosts.filter(({ system, name }) => system === host.system && name !== helper?.host.name);
    const own = nodes.findIndex(({ name }) => name === host.name);
    const peers = nodes.map(({ name, overlay }, i) => ({
      name,
      address: overlay.split("/")[0]!,
      isDialled: i < own,
    }));
    const config: WebRtcNodeConfig = {
      module: npmLibrary("webrtc"),
      name: host.name,
      address: address.split("/")[0]!,
      ...(helper && { server: helper.address }),
      passwordFile: passwordFile(host),
      isRelayOnly: !peerToPeer,
      peers: peers.filter(({ name }) => name !== host.name),
    };
    return { ...(await peerCommand("webrtc-node", host, config)), channel: "pipe" };
  },
};

const passwordFile = ({ secrets }: CaseHost): string => join(secrets, "turn-password");
