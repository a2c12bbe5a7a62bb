import { prctl } from "../datapath/libc.ts";
import { filterNothing } from "./seccomp.ts";

/** prctl(2); numbers of linux/prctl.h and linux/capability.h. */
const spec = { dropFromBoundingSet: 24, readBoundingSet: 23, setNoNewPrivileges: 38, lastPossible: 63 } as const;

/**
 * Programs started by this process from now on get no privileges that it does not have: no set-user-ID program, no
 * file capability. `all`: nor root's capabilities, if the process may drop them (CAP_SETPCAP); this part applies only
 * to this thread and those that it starts, but no other thread gains privileges either.
 */
export function confine(all: boolean): void {
  prctl(spec.setNoNewPrivileges, 1, 0, 0, 0);
  filterNothing();
  if (!all) return;
  for (let capability = 0; capability <= spec.lastPossible; capability++) {
    // The first one unknown to the kernel is past the last.
    if (prctl(spec.readBoundingSet, capability, 0, 0, 0) < 0) break;
    prctl(spec.dropFromBoundingSet, capability, 0, 0, 0);
  }
}
