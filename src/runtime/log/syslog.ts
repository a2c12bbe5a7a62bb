import { close, connect, kernelBuffer, socket, write } from "../datapath/libc.ts";

/** Linux, linux/un.h: family, then the path with its zero. */
const spec = {
  path: "/dev/log",
  unixFamily: 1,
  datagramSocket: 2,
  nonBlocking: 0o4000,
  closeOnExec: 0o2000000,
  addressBytes: 110,
} as const;

/** Tunable; longer lines are cut. */
const tuned = { lineBytes: 2048 } as const;

/**
 * Writes lines to the system's log (syslog(3)). Undefined = there is no log. Reconnects to a restarted log; a line
 * that it does not accept at once is lost, because a daemon must not wait for its log.
 */
export function systemLog(path: string = spec.path): ((line: string) => void) | undefined {
  const buffer = kernelBuffer(tuned.lineBytes);
  let fd = open(path);
  if (fd === undefined) return undefined;
  return (line) => {
    const { written } = new TextEncoder().encodeInto(line, buffer);
    if (fd !== undefined && write(fd, buffer, written) === written) return;
    if (fd !== undefined) close(fd);
    fd = open(path);
    if (fd !== undefined) write(fd, buffer, written);
  };
}

/** Node has no datagram sockets of this family. */
function open(path: string): number | undefined {
  const fd = socket(spec.unixFamily, spec.datagramSocket | spec.nonBlocking | spec.closeOnExec, 0);
  if (fd < 0) return undefined;
  const address = kernelBuffer(spec.addressBytes);
  new DataView(address.buffer).setUint16(0, spec.unixFamily, true);
  address.set(Buffer.from(path, "latin1"), 2);
  if (connect(fd, address, spec.addressBytes) === 0) return fd;
  close(fd);
  return undefined;
}
