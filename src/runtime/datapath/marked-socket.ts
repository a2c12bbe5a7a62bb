import { getSystemErrorMap } from "node:util";
import type { Endpoint } from "../../base/endpoint.ts";
import { bind, close, kernelBuffer, lastError, setsockopt, socket } from "./libc.ts";
import type { Traffic } from "./udp-socket.ts";

/** Linux, linux/in.h and asm-generic/socket.h; the same on every architecture that node supports. */
const spec = {
  internetFamily: 2,
  datagramSocket: 2,
  nonBlocking: 0o4000,
  closeOnExec: 0o2000000,
  socketLevel: 1,
  reuseAddress: 2,
  ipLevel: 0,
  typeOfService: 1,
  mtuDiscover: 10,
  neverDiscover: 0,
  wantDiscover: 1,
  addressBytes: 16,
} as const;

/** An IPv4 UDP socket with options that node has no call for, bound; the caller owns the descriptor. Throws as node does. */
export function markedSocket({ address, port }: Endpoint, shared: boolean, traffic: Traffic): number {
  const fd = socket(spec.internetFamily, spec.datagramSocket | spec.nonBlocking | spec.closeOnExec, 0);
  if (fd < 0) throw systemError("socket");
  try {
    if (shared) set(fd, spec.socketLevel, spec.reuseAddress, 1);
    set(fd, spec.ipLevel, spec.typeOfService, traffic.tos);
    set(fd, spec.ipLevel, spec.mtuDiscover, traffic.pathMtuDiscovery ? spec.wantDiscover : spec.neverDiscover);
    const name = kernelBuffer(spec.addressBytes);
    const view = new DataView(name.buffer);
    view.setUint16(0, spec.internetFamily, true);
    view.setUint16(2, port);
    name.set(address.split(".").map(Number), 4);
    if (bind(fd, name, spec.addressBytes) < 0) throw systemError("bind");
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
}

function set(fd: number, level: number, option: number, value: number): void {
  const bytes = kernelBuffer(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  if (setsockopt(fd, level, option, bytes, 4) < 0) throw systemError("setsockopt");
}

function systemError(call: string): Error {
  const code = lastError();
  const [, message] = [...getSystemErrorMap().values()].find(([name]) => name === code) ?? [];
  return Object.assign(new Error(`${call}: ${message ?? code}`), { code, syscall: call });
}
