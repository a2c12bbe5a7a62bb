import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const subjectPort = 7654;

/** What a process has used so far. `cpuSeconds` in steps of 10 ms; resident bytes now and at most. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly resident: number;
  readonly residentMost: number;
}

/** Linux reports times in this unit (USER_HZ), whatever the kernel's own tick is. */
const ticksPerSecond = 100;

/** The built supernode, on the loopback device of this namespace. */
export class Subject implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(datapath: string): Promise<Subject> {
    const program = join(import.meta.dirname, "../../dist/supernode.cjs");
    const child = spawn(process.execPath, [program, "-f", "-p", `127.0.0.1:${subjectPort}`, "--datapath", datapath], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const ready = new Promise<void>((resolve, reject) => {
      const hear = (text: string) => {
        said = (said + text).slice(-2000);
        if (said.includes(" ready ")) resolve();
      };
      child.stdout.setEncoding("utf8").on("data", hear);
      child.stderr.setEncoding("utf8").on("data", hear);
      child.once("exit", (code) => reject(new Error(`the supernode ended with ${code}: ${said}`)));
    });
    await ready;
    return new Subject(child);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  usage(): Usage {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
    const bytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)![1]) * 1024;
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, "utf8");
    // The name in parentheses may contain anything; after it come state … utime (12th) and stime (13th): proc(5).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    return { cpuSeconds, resident: bytes("VmRSS"), residentMost: bytes("VmHWM") };
  }

  /**
   * Datagrams that found no room in a socket of this namespace, the supernode's or an edge's (RcvbufErrors,
   * snmp_counter).
   */
  lost(): number {
    const [names, numbers] = readFileSync("/proc/net/snmp", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("Udp: "))
      .map((line) => line.split(" "));
    return Number(numbers![names!.indexOf("RcvbufErrors")]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isRunning) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
  }
}
