import koffi from "koffi";
import { kernelBuffer } from "../../libc.ts";

/** sched_setattr(2), sched_getattr(2); the numbers depend on the architecture (asm/unistd.h). */
const spec = {
  numbers: { x64: { set: 314, get: 315 }, arm64: { set: 274, get: 275 } } as Readonly<
    Record<string, { readonly set: number; readonly get: number }>
  >,
  /** struct sched_attr: size u32 at 0, policy u32, flags u64, nice i32, priority u32, slice in nanoseconds u64. */
  attributeBytes: 48,
  policy: 4,
  flags: 8,
  slice: 24,
  usualPolicy: 0,
} as const;

/** The shortest that Linux gives, in nanoseconds. */
export const shortestSlice = 100_000;

const libc = koffi.load(null);
const declare = (prototype: string) =>
  libc.func(prototype) as unknown as (number: number, thread: number, ...rest: (number | Uint8Array)[]) => number;
const setAttributes = declare(
  "int64_t syscall(int64_t number, int64_t thread, const uint8_t *attributes, int64_t flags)",
);
const getAttributes = declare(
  "int64_t syscall(int64_t number, int64_t thread, _Out_ uint8_t *attributes, int64_t bytes, int64_t flags)",
);

/**
 * Gives the calling thread its share of the processor in short slices (Linux 6.12): when it has work, it preempts a
 * program in the middle of a long slice, without exceeding its share. Needs no privilege and keeps its nice value.
 * False = slices are unchanged.
 */
export function takeShortSlices(): boolean {
  const attributes = ownAttributes();
  const set = spec.numbers[process.arch]?.set;
  if (attributes === undefined || set === undefined) return false;
  if (attributes.getUint32(spec.policy, true) !== spec.usualPolicy) return false;
  setLong(attributes, spec.flags, 0);
  setLong(attributes, spec.slice, shortestSlice);
  return setAttributes(set, 0, new Uint8Array(attributes.buffer), 0) === 0;
}

/** Of the calling thread, in nanoseconds; 0 = the kernel's choice; undefined = this kernel does not report it. */
export function ownSlice(): number | undefined {
  return ownAttributes()?.getUint32(spec.slice, true);
}

/** Slices are far below 2^32 nanoseconds. */
function setLong(attributes: DataView, at: number, value: number): void {
  attributes.setUint32(at, value, true);
  attributes.setUint32(at + 4, 0, true);
}

function ownAttributes(): DataView | undefined {
  const get = spec.numbers[process.arch]?.get;
  const bytes = kernelBuffer(spec.attributeBytes);
  if (get === undefined || getAttributes(get, 0, bytes, spec.attributeBytes, 0) !== 0) return undefined;
  return new DataView(bytes.buffer);
}
