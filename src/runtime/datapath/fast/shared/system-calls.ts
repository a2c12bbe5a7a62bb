import koffi from "koffi";

// System calls by address. Only `kernel-memory.ts` creates the addresses.

const libc = koffi.load(null);
const declare = <Signature extends (...args: never[]) => number>(prototype: string): Signature =>
  libc.func(prototype) as unknown as Signature;

export const read = declare<(fd: number, into: number, length: number) => number>(
  "int64_t read(int fd, uint64_t into, size_t length)",
);
export const writev = declare<(fd: number, vectors: number, count: number) => number>(
  "int64_t writev(int fd, uint64_t vectors, int count)",
);
export const sendmmsg = declare<(fd: number, messages: number, count: number, flags: number) => number>(
  "int sendmmsg(int fd, uint64_t messages, unsigned int count, int flags)",
);
export const recvmmsg = declare<
  (fd: number, messages: number, count: number, flags: number, timeout: number) => number
>("int recvmmsg(int fd, uint64_t messages, unsigned int count, int flags, uint64_t timeout)");
export const sendto = declare<
  (fd: number, from: number, length: number, flags: number, name: number, nameBytes: number) => number
>("int64_t sendto(int fd, uint64_t from, size_t length, int flags, uint64_t name, unsigned int nameBytes)");
export const poll = declare<(fds: number, count: number, milliseconds: number) => number>(
  "int poll(uint64_t fds, unsigned long count, int milliseconds)",
);
