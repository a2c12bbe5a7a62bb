import koffi from "koffi";

/** System calls that Node does not offer. Each returns -1 on failure; then `errnoName()` says why. */
const c = koffi.load(null);

export const setns = c.func("int setns(int fd, int nstype)") as (fd: number, nstype: number) => number;
export const ifNameToIndex = c.func("uint32_t if_nametoindex(const char *name)") as (name: string) => number;
export const ioctl = c.func("int ioctl(int fd, uint64_t request, _Inout_ uint8_t *argument)") as (
  fd: number,
  request: number,
  argument: Uint8Array,
) => number;
export const eventfd = c.func("int eventfd(uint32_t initial, int flags)") as (initial: number, flags: number) => number;
export const read = c.func("int64_t read(int fd, _Out_ uint8_t *bytes, size_t count)") as (
  fd: number,
  bytes: Uint8Array,
  count: number,
) => number;
export const write = c.func("int64_t write(int fd, const uint8_t *bytes, size_t count)") as (
  fd: number,
  bytes: Uint8Array,
  count: number,
) => number;
/** `descriptors`: struct pollfd[]; `timeout`: struct timespec, null = forever. */
export const ppoll = c.func(
  "int ppoll(_Inout_ uint8_t *descriptors, uint64_t count, const uint8_t *timeout, const void *mask)",
) as (descriptors: Uint8Array, count: number, timeout: Uint8Array | null, mask: null) => number;
export const waitpid = c.func("int waitpid(int pid, _Out_ int *status, int options)") as (
  pid: number,
  status: number[],
  options: number,
) => number;
/** `parameters`: struct sched_param, an int priority. `pid` 0 = the calling thread. */
export const schedSetscheduler = c.func("int sched_setscheduler(int pid, int policy, const uint8_t *parameters)") as (
  pid: number,
  policy: number,
  parameters: Uint8Array,
) => number;
export const setpriority = c.func("int setpriority(int which, uint32_t who, int priority)") as (
  which: number,
  who: number,
  priority: number,
) => number;

/** Of the last failed call of this thread, e.g. "EPERM". */
export function errnoName(): string {
  const number = koffi.errno();
  return Object.entries(koffi.os.errno).find(([, value]) => value === number)?.[0] ?? `errno ${number}`;
}

/** linux/sched.h, sys/eventfd.h, sys/wait.h, poll.h, sched.h */
export const spec = { cloneNewNet: 0x4000_0000, eventNonBlock: 0o4000, noHang: 1, pollIn: 1, fifo: 1 };
