import { closeSync } from "node:fs";
import type { Endpoint } from "../../../../base/address/endpoint.ts";
import {
  bind,
  close,
  getsockname,
  ioctl,
  ioctlValue,
  kernelBuffer,
  lastError,
  openSocket as openDescriptor,
  setsockopt,
} from "../../libc.ts";
import { openClone } from "../../tap-device.ts";
import { bindRefused } from "../../udp-socket.ts";
import type { SocketMarking } from "../../marked-socket.ts";

/** linux/if_tun.h, linux/udp.h, asm-generic/socket.h; the same on x64 and arm64. */
const spec = {
  tunGetFeatures: 0x800454cf,
  tunSetOffload: 0x400454d0,
  virtioHeader: 0x4000,
  /** TUN_F_CSUM, _TSO4, _TSO6, _TSO_ECN. */
  tcpOffloads: 0x01 | 0x02 | 0x04 | 0x08,
  /** TUN_F_USO4, _USO6: Linux 6.2. */
  udpOffloads: 0x20 | 0x40,
  internetFamily: 2,
  datagram: 2 | 0o2000000,
  socketLevel: 1,
  sendBuffer: 7,
  receiveBuffer: 8,
  sendBufferForce: 32,
  receiveBufferForce: 33,
  ipLevel: 0,
  typeOfService: 1,
  mtuDiscover: 10,
  neverDiscover: 0,
  wantDiscover: 1,
  udpLevel: 17,
  udpSegment: 103,
  udpGro: 104,
} as const;

const tuned = {
  /**
   * Buffer for a burst while the worker is busy: about 16 of the largest messages, twice this by the kernel's count.
   * A larger one would not increase throughput: whatever waits here delays everything after it, and a stream fills
   * any buffer.
   */
  socketBuffer: 512 << 10,
} as const;

/** Why this machine does not support the fast datapath, in a few words; undefined = it does. */
export function whyNotFast(): string | undefined {
  return whyNoUdpOffload() ?? whyNoVirtio();
}

/** The same for a socket alone. */
export function whyNoUdpOffload(): string | undefined {
  if (process.platform !== "linux") return `not made for ${process.platform}`;
  if (!["x64", "arm64"].includes(process.arch)) return `not made for ${process.arch}`;
  const fd = openDescriptor(spec.internetFamily, spec.datagram, 0);
  const joined = setOption(fd, spec.udpLevel, spec.udpGro, 1) && setOption(fd, spec.udpLevel, spec.udpSegment, 0);
  close(fd);
  return joined ? undefined : "this kernel has no UDP segmentation offload (Linux 5.0)";
}

/** The UDP socket, with the kernel joining received datagrams. Throws ConfigError if the port is not available. */
export function openUdpSocket(
  at: Endpoint,
  marking?: SocketMarking,
  buffer: number = tuned.socketBuffer,
): { readonly fd: number; readonly local: Endpoint } {
  const fd = openDescriptor(spec.internetFamily, spec.datagram, 0);
  const name = kernelBuffer(16);
  const view = new DataView(name.buffer);
  view.setUint16(0, spec.internetFamily, true);
  view.setUint16(2, at.port);
  name.set(at.address.split(".").map(Number), 4);
  if (bind(fd, name, 16) < 0) {
    const code = lastError();
    close(fd);
    throw bindRefused(Object.assign(new Error(`bind: ${code}`), { code }), at);
  }
  const length = kernelBuffer(4);
  length[0] = 16;
  getsockname(fd, name, length);
  for (const [force, plain] of [
    [spec.receiveBufferForce, spec.receiveBuffer],
    [spec.sendBufferForce, spec.sendBuffer],
  ] as const) {
    // Exceeding the system's limit needs root; otherwise use what the limit allows.
    if (!setOption(fd, spec.socketLevel, force, buffer)) {
      setOption(fd, spec.socketLevel, plain, buffer);
    }
  }
  setOption(fd, spec.udpLevel, spec.udpGro, 1);
  if (marking !== undefined) {
    setOption(fd, spec.ipLevel, spec.typeOfService, marking.tos);
    forbidFragments(fd, marking.pathMtuDiscovery);
  }
  return { fd, local: { address: at.address, port: view.getUint16(2) } };
}

/** As `discoverPathMtu`. */
export function forbidFragments(fd: number, isWanted: boolean): void {
  setOption(fd, spec.ipLevel, spec.mtuDiscover, isWanted ? spec.wantDiscover : spec.neverDiscover);
}

/**
 * Lets the host leave segmentation and checksums to us; it does itself what the kernel does not support. Returns
 * whether UDP is segmented.
 */
export function leaveWorkToUs(tap: number): boolean {
  if (ioctlValue(tap, spec.tunSetOffload, spec.tcpOffloads | spec.udpOffloads) === 0) return true;
  ioctlValue(tap, spec.tunSetOffload, spec.tcpOffloads);
  return false;
}

function whyNoVirtio(): string | undefined {
  let fd: number;
  try {
    fd = openClone();
  } catch {
    // Opening the interface will report this, with more detail.
    return undefined;
  }
  const features = kernelBuffer(4);
  const known = ioctl(fd, spec.tunGetFeatures, features) === 0;
  closeSync(fd);
  const offered = new DataView(features.buffer).getUint32(0, true) & spec.virtioHeader;
  return known && offered !== 0 ? undefined : "this kernel's TAP has no offloads";
}

export function setOption(fd: number, level: number, option: number, value: number): boolean {
  const bytes = kernelBuffer(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return setsockopt(fd, level, option, bytes, 4) === 0;
}
