import type { Endpoint } from "../../base/address/endpoint.ts";
import { ipBytes, isIpv6 } from "../../base/address/ip.ts";
import { bind, close, kernelBuffer, openSocket, setsockopt, systemError } from "./libc.ts";

/** Linux, linux/in.h, linux/in6.h and asm-generic/socket.h; the same on every architecture that node supports. */
const spec = {
  datagramSocket: 2,
  nonBlocking: 0o4000,
  closeOnExec: 0o2000000,
  socketLevel: 1,
  reuseAddress: 2,
  neverDiscover: 0,
  wantDiscover: 1,
  ipv4: { family: 2, level: 0, typeOfService: 1, mtuDiscover: 10, addressBytes: 16, addressAt: 4 },
  ipv6: { family: 10, level: 41, typeOfService: 67, mtuDiscover: 23, addressBytes: 28, addressAt: 8 },
  onlyIpv6: 26,
} as const;

/** A bound UDP socket with options that node cannot set; the caller owns the descriptor. Throws as node does. */
export function markedSocket({ address, port }: Endpoint, shared: boolean, marking: SocketMarking): number {
  const kind = isIpv6(address) ? spec.ipv6 : spec.ipv4;
  const fd = openSocket(kind.family, spec.datagramSocket | spec.nonBlocking | spec.closeOnExec, 0);
  try {
    if (shared) set(fd, spec.socketLevel, spec.reuseAddress, 1);
    if (kind === spec.ipv6) set(fd, kind.level, spec.onlyIpv6, 1);
    set(fd, kind.level, kind.typeOfService, marking.tos);
    discoverPathMtu(fd, address, marking.pathMtuDiscovery);
    const name = kernelBuffer(kind.addressBytes);
    const view = new DataView(name.buffer);
    view.setUint16(0, kind.family, true);
    view.setUint16(2, port);
    name.set(ipBytes(address)!, kind.addressAt);
    if (bind(fd, name, kind.addressBytes) < 0) throw systemError("bind");
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
}

/** Whether the kernel forbids routers to fragment what this socket sends. Throws the system's error. */
export function discoverPathMtu(fd: number, address: string, isWanted: boolean): void {
  const kind = isIpv6(address) ? spec.ipv6 : spec.ipv4;
  set(fd, kind.level, kind.mtuDiscover, isWanted ? spec.wantDiscover : spec.neverDiscover);
}

function set(fd: number, level: number, option: number, value: number): void {
  const bytes = kernelBuffer(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  if (setsockopt(fd, level, option, bytes, 4) < 0) throw systemError("setsockopt");
}

/** How datagrams are marked for routers. */
export interface SocketMarking {
  /** Type of service, 0 to 255. */
  readonly tos: number;
  /** False = routers may fragment. True = the kernel learns the path's MTU, and fragments itself what exceeds it. */
  readonly pathMtuDiscovery: boolean;
}
