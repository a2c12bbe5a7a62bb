import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** UDP. */
export const turnPort = 3478;

/** Runs coturn beside this program: each ends with the other. `folder`: for its files. `lines`: what else to configure. */
export function runTurnServer(address: string, folder: string, lines: readonly string[]): void {
  const file = join(folder, "turnserver.conf");
  const all = [
    `listening-port=${turnPort}`,
    `listening-ip=${address}`,
    ...lines,
    "fingerprint",
    ...["no-tls", "no-dtls", "no-cli", "log-file=stdout", "simple-log"],
    `userdb=${join(folder, "turndb")}`,
    `pidfile=${join(folder, "turnserver.pid")}`,
  ];
  writeFileSync(file, `${all.join("\n")}\n`, { mode: 0o600 });
  const turn = spawn("turnserver", ["-c", file], { stdio: "inherit" });
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
}
