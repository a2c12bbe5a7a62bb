// The only place where an address of this memory becomes an address of the process. WebAssembly checks our accesses,
// but not the kernel's. Invariants:
//   1. every address and length given out lies inside [first, end), or the program traps here;
//   2. the memory never grows, so `base` stays true;
//   3. the structures themselves lie in regions whose sizes come from the same limits as the loops that fill them.

let base: u64 = 0;

/** Address of this memory in the process. */
export function useBase(address: u64): void {
  base = address;
}

/**
 * The address in the process of `length` bytes at `at`; only bytes inside [`first`, `end`) may be given to the
 * kernel.
 */
export function nativeWithin(first: usize, end: usize, at: usize, length: usize): u64 {
  if (at < first || at > end || length > end - at) unreachable();
  return base + <u64>at;
}
