import { prctl } from "../datapath/libc.ts";
import { filterNothing } from "./seccomp.ts";

/** prctl(2); numbers of linux/prctl.h and linux/capability.h. */
const spec = { dropFromBoundingSet: 24, readBoundingSet: 23, setNoNewPrivileges: 38, lastPossible: 63 } as const;

/**
 * What this process starts from now on gets no rights that this process has not: no set-user-ID program, no capability of
 * a file. `all`: nor those of root, as far as the process may say so (CAP_SETPCAP); that alone holds for this thread and
 * those that it starts, but no other gains rights either.
 */
export function confine(all: boolean): void {
  prctl(spec.setNoNewPrivileges, 1, 0, 0, 0);
  filterNothing();
  if (!all) return;
  for (let capability = 0; capability <= spec.lastPossible; capability++) {
    // The first that the kernel does not know is past the last.
    if (prctl(spec.readBoundingSet, capability, 0, 0, 0) < 0) break;
    prctl(spec.dropFromBoundingSet, capability, 0, 0, 0);
  }
}
