import { spawnSync } from "node:child_process";

export const isRoot = () => process.getuid?.() === 0;

export function canSudo() {
  return spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0;
}

/** Runs the same task as root and ends with its exit code. PATH goes along: sudo's own may find another Node. */
export function rerunWithSudo(script, args) {
  const kept = ["PATH", "CI", "NO_COLOR", "FORCE_COLOR", "TERM", "N2N_DIR"].flatMap((name) =>
    process.env[name] === undefined ? [] : [`${name}=${process.env[name]}`],
  );
  const ended = spawnSync("sudo", ["-n", "env", ...kept, process.execPath, script, ...args], { stdio: "inherit" });
  process.exit(ended.status ?? 1);
}
