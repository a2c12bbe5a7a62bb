import { getSystemErrorMap, getSystemErrorName } from "node:util";
import koffi from "koffi";

/**
 * System calls that node lacks, without a compiler. Buffers passed here must own their ArrayBuffer and be larger than
 * 64 bytes: smaller ones may live on V8's movable heap.
 */
const libc = koffi.load(null);

type Foreign<Signature extends (...args: never[]) => unknown> = Signature & {
  /** Runs on a thread of the pool. The buffers must not be touched until the callback. */
  readonly async: (...args: [...Parameters<Signature>, (error: Error | null, result: number) => void]) => void;
};

const declare = <Signature extends (...args: never[]) => unknown>(prototype: string): Foreign<Signature> =>
  libc.func(prototype) as unknown as Foreign<Signature>;

export const ioctl = declare<(fd: number, request: number, argument: Uint8Array) => number>(
  "int ioctl(int fd, unsigned long request, _Inout_ uint8_t *argument)",
);
export const socket = declare<(family: number, type: number, protocol: number) => number>(
  "int socket(int family, int type, int protocol)",
);
export const bind = declare<(fd: number, address: Uint8Array, length: number) => number>(
  "int bind(int fd, const uint8_t *address, unsigned int length)",
);
export const connect = declare<(fd: number, address: Uint8Array, length: number) => number>(
  "int connect(int fd, const uint8_t *address, unsigned int length)",
);
export const setsockopt = declare<
  (fd: number, level: number, name: number, value: Uint8Array, length: number) => number
>("int setsockopt(int fd, int level, int name, const uint8_t *value, unsigned int length)");
export const close = declare<(fd: number) => number>("int close(int fd)");
export const read = declare<(fd: number, into: Uint8Array, length: number) => number>(
  "int64_t read(int fd, _Out_ uint8_t *into, size_t length)",
);
export const write = declare<(fd: number, from: Uint8Array, length: number) => number>(
  "int64_t write(int fd, const uint8_t *from, size_t length)",
);
export const eventfd = declare<(initial: number, flags: number) => number>(
  "int eventfd(unsigned int initial, int flags)",
);
/** `fds` = array of struct pollfd: int fd, short events, short revents. */
export const poll = declare<(fds: Uint8Array, count: number, milliseconds: number) => number>(
  "int poll(_Inout_ uint8_t *fds, unsigned long count, int milliseconds)",
);

/** For requests whose argument is a number, not a buffer. */
export const ioctlValue = declare<(fd: number, request: number, argument: number) => number>(
  "int ioctl(int fd, unsigned long request, unsigned long argument)",
);
export const getsockname = declare<(fd: number, address: Uint8Array, length: Uint8Array) => number>(
  "int getsockname(int fd, _Out_ uint8_t *address, _Inout_ uint8_t *length)",
);

export const getsockopt = declare<
  (fd: number, level: number, name: number, value: Uint8Array, length: Uint8Array) => number
>("int getsockopt(int fd, int level, int name, _Out_ uint8_t *value, _Inout_ uint8_t *length)");

export const prctl = declare<(option: number, a: number, b: number, c: number, d: number) => number>(
  "int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)",
);

/** The last failed call's errno. */
export const lastErrorNumber = (): number => koffi.errno();

/** The symbolic name of the last failed call's errno, e.g. "EAGAIN". */
export function lastError(): string {
  return systemErrorName(koffi.errno());
}

/** Names that node lacks (<asm-generic/errno.h>), because libuv has them on no system. */
const unnamed: Readonly<Record<number, string>> = { 77: "EBADFD" };

export function systemErrorName(errno: number): string {
  return unnamed[errno] ?? getSystemErrorName(-errno);
}

/** Why an open TAP can no longer be used, in words. */
export function tapGone(code: string): string {
  const deleted = code === "EBADFD" || code === "ENODEV" || code === "ENXIO";
  return deleted
    ? "the TAP interface was deleted from outside (ip link del, or a network manager): start the edge again"
    : `the TAP interface is no longer usable (${code})`;
}

/** The last failed call's error, like one of node's. */
export function systemError(syscall: string): NodeJS.ErrnoException {
  const code = lastError();
  const [, message] = [...getSystemErrorMap().values()].find(([name]) => name === code) ?? [];
  return Object.assign(new Error(`${syscall}: ${message ?? code}`), { code, syscall });
}

/** Calls something that returns a descriptor, which the caller owns. Throws as node does if none is left. */
export function openSocket(family: number, type: number, protocol: number): number {
  const fd = socket(family, type, protocol);
  if (fd < 0) throw systemError("socket");
  return fd;
}

/** A buffer that may be passed to the kernel. */
export function kernelBuffer(length: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(Math.max(length, 128)));
}
