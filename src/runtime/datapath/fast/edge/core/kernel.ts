import { nativeWithin } from "../../shared/core/kernel";
import { Message, nameBytes, Vector, vectorBytes } from "../../shared/core/linux";
import { end, frameIn } from "./regions";

// Addresses of this memory for the kernel.

/** The address in the process of `length` bytes at `at`. */
export function native(at: usize, length: usize): u64 {
  return nativeWithin(frameIn, end, at, length);
}

export function setVector(vector: Vector, at: usize, length: i32): void {
  vector.base = native(at, <usize>(<u32>length));
  vector.length = <u64>(<u32>length);
}

/** `controlLength` 0 = no control data. */
export function setMessage(
  message: Message,
  name: usize,
  vectors: usize,
  vectorCount: i32,
  control: usize,
  controlLength: i32,
): void {
  message.name = native(name, nameBytes);
  message.nameLength = nameBytes;
  message.vectors = native(vectors, <usize>vectorCount * vectorBytes);
  message.vectorCount = <u64>vectorCount;
  message.control = controlLength > 0 ? native(control, <usize>controlLength) : 0;
  message.controlLength = <u64>controlLength;
  message.flags = 0;
  store<u64>(changetype<usize>(message), 0, offsetof<Message>("received"));
}
