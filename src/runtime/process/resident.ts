import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** madvise(2). */
const spec = { dontNeed: 4 } as const;

/** Tunable, in milliseconds: by then a daemon has started, and found the peers of an idle network. */
const tuned = { settled: 6000 } as const;

/**
 * What only the start needed leaves memory: code and tables of Node.js and its libraries, of which an idle daemon runs a
 * tenth, and what malloc(3) keeps for reuse. The kernel brings a page again when it is touched.
 */
export function releaseWhenSettled(): void {
  // Without koffi, /proc or glibc everything stays as it is.
  setTimeout(() => void releaseUnused().catch(() => undefined), tuned.settled).unref();
}

export async function releaseUnused(): Promise<void> {
  const { default: koffi } = await import("koffi");
  const maps = readFileSync("/proc/self/smaps", "utf8");
  collectGarbage();
  const libc = koffi.load(null);
  const trim = libc.func("int malloc_trim(size_t pad)") as (pad: number) => number;
  const advise = libc.func("int madvise(uintptr_t at, size_t length, int advice)") as (
    at: number,
    length: number,
    advice: number,
  ) => number;
  trim(0);
  for (const { start, end } of untouchedFiles(maps)) advise(start, end - start, spec.dontNeed);
}

/** Once: the start leaves more garbage than a day of idling. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  setFlagsFromString("--no-expose-gc");
}

/**
 * Private mappings of files that nothing may write to, and nothing has: what the kernel forgets of them is in the file
 * (proc_pid_smaps(5)). A page that was written before it was protected, as by a linker, would be lost.
 */
export function untouchedFiles(smaps: string): readonly { readonly start: number; readonly end: number }[] {
  return smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).flatMap((mapping) => {
    const [, start, end, path] =
      /^([0-9a-f]+)-([0-9a-f]+) r-[x-]p [0-9a-f]+ \S+ [1-9]\d* +(\/\S.*)$/m.exec(mapping) ?? [];
    const isClean = /^Anonymous: +0 kB$/m.test(mapping) && /^Private_Dirty: +0 kB$/m.test(mapping);
    if (path === undefined || !isClean) return [];
    return [{ start: parseInt(start!, 16), end: parseInt(end!, 16) }];
  });
}
