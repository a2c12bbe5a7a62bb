import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** The fraction of time since its creation in which some program of this machine waited for a processor (Linux PSI). */
export class CpuPressure {
  readonly #since = performance.now();
  readonly #before = stalled();

  /** Empty on a kernel without PSI. */
  read(): { readonly cpuPressure?: number } {
    const now = stalled();
    const milliseconds = performance.now() - this.#since;
    if (now === undefined || this.#before === undefined || milliseconds <= 0) return {};
    return { cpuPressure: Math.min(1, (now - this.#before) / 1000 / milliseconds) };
  }
}

/** Microseconds since boot. */
function stalled(): number | undefined {
  try {
    const [, total] = /^some .*total=(\d+)/m.exec(readFileSync("/proc/pressure/cpu", "utf8")) ?? [];
    return total === undefined ? undefined : Number(total);
  } catch {
    return undefined;
  }
}
