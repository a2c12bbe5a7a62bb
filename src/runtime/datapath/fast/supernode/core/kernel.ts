import { end, received } from "./regions";

//  The one place where an address of this memory becomes an address of the process; the invariants are those of the
//  packet core's `../../edge/core/kernel.ts`:
//   1. every address and length given out lies inside [received, end), or the program traps here;
//   2. the memory never grows, so `base` stays true;
//   3. the structures themselves lie in regions whose sizes come from the same limits as the loops that fill them.

let base: u64 = 0;

export function useBase(address: u64): void {
  base = address;
}

function native(at: usize, length: usize): u64 {
  if (at < received || at > end || length > end - at) unreachable();
  return base + <u64>at;
}

/** struct iovec. */
export function setVector(vector: usize, at: usize, length: i32): void {
  store<u64>(vector, native(at, <usize>(<u32>length)));
  store<u64>(vector, <u64>(<u32>length), 8);
}

/** struct mmsghdr. `controlBytes` 0 = no control data. */
export function setMessage(
  message: usize,
  name: usize,
  vectors: usize,
  vectorCount: i32,
  control: usize,
  controlBytes: i32,
): void {
  store<u64>(message, native(name, 16));
  store<u64>(message, 16, 8);
  store<u64>(message, native(vectors, <usize>vectorCount * 16), 16);
  store<u64>(message, <u64>vectorCount, 24);
  setControl(message, control, controlBytes);
  store<u64>(message, 0, 48);
  store<u64>(message, 0, 56);
}

export function setControl(message: usize, control: usize, bytes: i32): void {
  store<u64>(message, bytes > 0 ? native(control, <usize>bytes) : 0, 32);
  store<u64>(message, <u64>bytes, 40);
}

export function setVectorCount(message: usize, vectors: usize, count: i32): void {
  native(vectors, <usize>count * 16);
  store<u64>(message, <u64>count, 24);
}

/** struct mmsghdr.msg_len, struct msghdr.msg_controllen: what recvmmsg(2) told. */
export function receivedLength(message: usize): i32 {
  return load<i32>(message, 56);
}

export function receivedControl(message: usize): u64 {
  return load<u64>(message, 40);
}
