import { execFileSync } from "node:child_process";
import { closeSync } from "node:fs";
import { EnvironmentError } from "../../../src/base/environment-error.ts";
import { ioctl, kernelBuffer, lastError } from "../../../src/runtime/datapath/libc.ts";
import { openClone } from "../../../src/runtime/datapath/tap-device.ts";

/** linux/if_tun.h: TUNSETIFF, IFF_TUN | IFF_NO_PI; struct ifreq has the name first and the flags at 16. */
const spec = { setInterface: 0x4004_54ca, tunWithoutHeader: 0x1001, ifreqBytes: 40, flagsAt: 16, nameBytes: 16 };

export interface TunSettings {
  readonly device: string;
  /** With prefix length. */
  readonly address: string;
  readonly mtu: number;
}

/** Makes a TUN that is up and lives as long as the returned descriptor (non-blocking, one IP packet a read). */
export function openTun({ device, address, mtu }: TunSettings): number {
  const fd = openClone();
  const request = kernelBuffer(spec.ifreqBytes);
  request.set(Buffer.from(device, "latin1").subarray(0, spec.nameBytes - 1));
  new DataView(request.buffer).setUint16(spec.flagsAt, spec.tunWithoutHeader, true);
  if (ioctl(fd, spec.setInterface, request) < 0) {
    const why = lastError();
    closeSync(fd);
    throw new EnvironmentError(`cannot make the TUN ${device}: ${why}`);
  }
  execFileSync("ip", ["addr", "add", address, "dev", device], { stdio: ["ignore", "ignore", "inherit"] });
  execFileSync("ip", ["link", "set", device, "mtu", `${mtu}`, "up"], { stdio: ["ignore", "ignore", "inherit"] });
  return fd;
}
