import { spawn } from "node:child_process";
import { environmentError } from "../../base/environment-error.ts";
import { shortened } from "../../base/byte-text.ts";
import type { HookFault, RunHook } from "./hook-queue.ts";

/** Tunable: milliseconds for one run, and bytes of what it complains about. */
export const hookLimits = { time: 30_000, complaint: 200 } as const;

/**
 * Runs a hook with the rights that this process has now. The program is started itself, not by a shell, so nothing in
 * its environment can become a command. It has a process group of its own, which ends with it or when its time is over.
 */
export function ownHook(command: readonly string[], time: number = hookLimits.time): RunHook {
  const [program = "", ...args] = command;
  return (facts) =>
    new Promise<HookFault>((resolve) => {
      let complaint = "";
      const env = { PATH: process.env["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin", ...facts };
      const child = spawn(program, args, { env, cwd: "/", detached: true, stdio: ["ignore", "ignore", "pipe"] });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        if (complaint.length < hookLimits.complaint) complaint += text;
      });
      const group = child.pid;
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        endGroup(group);
      }, time);
      child.once("error", (error) => {
        clearTimeout(timer);
        resolve(environmentError(error, `start ${program}`)?.message ?? startFault(program, error));
      });
      child.once("exit", (code, signal) => {
        clearTimeout(timer);
        // What it left running in the background holds the pipe.
        child.stderr.destroy();
        endGroup(group);
        const said = shortened(complaint.trim().split("\n")[0] ?? "", hookLimits.complaint);
        if (isLate) return resolve(`${program} took longer than ${time / 1000} s and was ended`);
        if (code === 0) return resolve(undefined);
        resolve(`${program} ended with ${code === null ? signal : `exit code ${code}`}${said && `: ${said}`}`);
      });
    });
}

function startFault(program: string, error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return `cannot start ${program}: ${code === "ENOENT" ? "no such program" : error.message}`;
}

function endGroup(group: number | undefined): void {
  if (group === undefined) return;
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // It has ended.
  }
}
