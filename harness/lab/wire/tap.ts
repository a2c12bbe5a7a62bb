import { closeSync, constants, openSync } from "node:fs";
import { LabError } from "../lab-error.ts";
import { errnoName, ioctl } from "../agent/libc.ts";

/** linux/if_tun.h: TUNSETIFF, IFF_TAP | IFF_NO_PI; struct ifreq has the name first and the flags at 16. */
const spec = { setInterface: 0x4004_54ca, tapWithoutHeader: 0x1002, ifreqBytes: 40, flagsAt: 16 };

/** Creates a TAP in this thread's namespace. The interface exists as long as the descriptor. */
export function openWireTap(name: string): number {
  const descriptor = openSync("/dev/net/tun", constants.O_RDWR | constants.O_NONBLOCK);
  const request = Buffer.alloc(spec.ifreqBytes);
  request.write(name, 0, "latin1");
  request.writeUInt16LE(spec.tapWithoutHeader, spec.flagsAt);
  if (ioctl(descriptor, spec.setInterface, request) === 0) return descriptor;
  const why = errnoName();
  closeSync(descriptor);
  throw new LabError(`cannot make the TAP ${name}: ${why}`);
}
