import { spawnSync } from "node:child_process";
import { constants } from "node:os";

export const isRoot = () => process.getuid?.() === 0;

export function canSudo() {
  return spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0;
}

/**
 * What the program as root needs of the environment: sudo's PATH may find another Node, and npm's mark says that there is
 * an npm to watch. INIT_CWD is the caller's folder.
 */
const keptVariables = [
  "PATH",
  "CI",
  "NO_COLOR",
  "FORCE_COLOR",
  "TERM",
  "N2N_DIR",
  "npm_lifecycle_event",
  "INIT_CWD",
  "SHELL",
];

/** Runs the same task as root and ends with its exit code. */
export function rerunWithSudo(script, args) {
  const kept = keptVariables.flatMap((name) =>
    process.env[name] === undefined ? [] : [`${name}=${process.env[name]}`],
  );
  const ended = spawnSync("sudo", ["-n", "env", ...kept, process.execPath, script, ...args], { stdio: "inherit" });
  process.exit(ended.status ?? (ended.signal ? 128 + constants.signals[ended.signal] : 69));
}
