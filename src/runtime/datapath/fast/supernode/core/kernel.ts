import { nativeWithin } from "../../shared/core/kernel";
import { Message, nameBytes, Vector, vectorBytes } from "../../shared/core/linux";
import { end, received } from "./regions";

// Addresses of this memory for the kernel.

function native(at: usize, length: usize): u64 {
  return nativeWithin(received, end, at, length);
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
  setControl(message, control, controlLength);
  message.flags = 0;
  store<u64>(changetype<usize>(message), 0, offsetof<Message>("received"));
}

export function setControl(message: Message, control: usize, length: i32): void {
  const at = changetype<usize>(message);
  store<u64>(at, length > 0 ? native(control, <usize>length) : 0, offsetof<Message>("control"));
  store<u64>(at, <u64>length, offsetof<Message>("controlLength"));
}

export function setVectorCount(message: Message, vectors: usize, count: i32): void {
  native(vectors, <usize>count * vectorBytes);
  store<u64>(changetype<usize>(message), <u64>count, offsetof<Message>("vectorCount"));
}
