import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { isRootHere } from "../../../ci/bootstrap/namespaces.mjs";
import { LabError } from "../../lab/lab-error.ts";
import { ownFile } from "../../project/own-folder.ts";

const groups = ownFile("dist/lab-groups.mjs");

/** The laboratory's init, as a pid of this machine; `pid`: of its outermost process. Throws LabError if it has ended. */
export function labInit(pid: number | undefined): string {
  try {
    const [init] = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim().split(" ");
    if (init !== undefined && init !== "") return init;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  throw new LabError("the laboratory has ended");
}

/**
 * The command that runs `argv` in a node: with the laboratory's mounts, processes and network, in `folder`, with the
 * node's name as the host name, which most prompts show. `-r`: its root too, which in a chroot differs from its mounts'.
 */
export function entering(init: string, node: string, folder: string, argv: readonly string[]): readonly string[] {
  const named = '{ hostname "$1" || echo "$1" >/proc/sys/kernel/hostname; } 2>/dev/null';
  const placed = 'cd "$2" 2>/dev/null || { echo "natlab: $2 is not visible inside; in / instead" >&2; cd /; }';
  const settle = `${named}; ${placed}; shift 2; exec "$@"`;
  const asInAgent = isRootHere() ? [] : [process.execPath, groups];
  const inside = ["unshare", "--uts", "sh", "-c", settle, "sh", node, folder, ...asInAgent, ...argv];
  return [...namespacesOf(init), "ip", "netns", "exec", node, ...inside];
}

/** nsenter(1) for a laboratory of this user, into its user namespace as well if it has one, as the root that it has. Ours would be a
 * working folder outside, which a shell cannot name there: `-w` takes the laboratory's. */
export function namespacesOf(init: string): readonly string[] {
  const asUser = isRootHere() ? [] : ["--user", "--preserve-credentials"];
  return ["nsenter", "-t", init, ...asUser, "-m", "-p", "-n", "-r", "-w"];
}

/**
 * Runs a command on our terminal as a job of a shell: the terminal, Ctrl-C and Ctrl-Z belong to it until it ends. A
 * shell in its own pid namespace could not give the terminal back, because it does not see our process group, and our
 * next read or write would stop us. Returns the exit code.
 */
export async function onTerminal(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  // Not as the last command: a shell replaces itself with that one, and nothing would take the terminal back.
  const job = ["-mc", 'trap : INT QUIT TERM HUP; "$@"; exit $?', "sh", ...argv];
  const child = spawn("sh", job, { stdio: "inherit", env: { ...process.env, ...env } });
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  return code ?? (signal === null ? 1 : 128);
}
