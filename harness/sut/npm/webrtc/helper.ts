import { readFileSync } from "node:fs";
import { runTurnServer } from "../turn-server.ts";
import { signallingPort, turnUser, type WebRtcHelperConfig } from "./config.ts";
import { serveSignals } from "./signalling.ts";

//  webrtc-helper CONFIG

/** coturn, as STUN and TURN server, and where nodes hear of each other. */
const { address, secrets, passwordFile } = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as WebRtcHelperConfig;
serveSignals(signallingPort, address);
runTurnServer(address, secrets, [
  `relay-ip=${address}`,
  "realm=natlab",
  "lt-cred-mech",
  `user=${turnUser}:${readFileSync(passwordFile, "utf8")}`,
]);
