import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { turnUser, webRtcPorts, type WebRtcHelperConfig } from "./config.ts";
import { serveSignals } from "./signalling.ts";

//  webrtc-helper CONFIG

/** coturn, as STUN and TURN server, and where nodes hear of each other. */
const config = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as WebRtcHelperConfig;
const { address, secrets } = config;
serveSignals(webRtcPorts.signalling, address);

const turnFile = join(secrets, "turnserver.conf");
const lines = [
  `listening-port=${webRtcPorts.turn}`,
  `listening-ip=${address}`,
  `relay-ip=${address}`,
  "realm=natlab",
  "lt-cred-mech",
  `user=${turnUser}:${readFileSync(config.passwordFile, "utf8")}`,
  "fingerprint",
  ...["no-tls", "no-dtls", "no-cli", "log-file=stdout", "simple-log"],
  `userdb=${join(secrets, "turndb")}`,
  `pidfile=${join(secrets, "turnserver.pid")}`,
];
writeFileSync(turnFile, `${lines.join("\n")}\n`, { mode: 0o600 });
const turn = spawn("turnserver", ["-c", turnFile], { stdio: "inherit" });
turn.on("error", ({ message }) => {
  process.stderr.write(`turnserver: ${message}\n`);
  process.exit(1);
});
turn.on("exit", (code) => process.exit(code ?? 1));

for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => {
    turn.removeAllListeners("exit");
    turn.on("exit", () => process.exit(0));
    turn.kill("SIGTERM");
  });
