import { kernelBuffer, setsockopt } from "../../libc.ts";
import { AddressSpace } from "../shared/kernel-memory.ts";

/** Linux: asm-generic/socket.h, linux/filter.h (classic BPF). Offsets count from the UDP header. */
const spec = {
  socketLevel: 1,
  attachFilter: 26,
  detachFilter: 27,
  instructionBytes: 8,
  udpHeader: 8,
  loadLength: 0x80,
  loadByte: 0x30,
  loadHalf: 0x28,
  and: 0x54,
  ifEqual: 0x15,
  ifGreater: 0x25,
  ifAtLeast: 0x35,
  result: 0x06,
  everything: 0xffff_ffff,
} as const;

/** n2n v3 (fact sheet §2, §14.2). */
const wire = {
  headerBytes: 24,
  datagramMax: 2040,
  version: 3,
  communityEnd: 23,
  flags: 0x80,
  type: 0x1f,
  plainTypeMax: 11,
};

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

/**
 * Lets the kernel drop datagrams that do not look like a plain message, before they take space in the socket's queue.
 * Anything longer than a message passes, because it may be several that the kernel has joined.
 */
const plainMessages: readonly Instruction[] = [
  [spec.loadLength, 0, 0, 0],
  [spec.ifGreater, 10, 0, spec.udpHeader + wire.datagramMax],
  [spec.ifAtLeast, 0, 8, spec.udpHeader + wire.headerBytes],
  [spec.loadByte, 0, 0, spec.udpHeader],
  [spec.ifEqual, 0, 6, wire.version],
  [spec.loadHalf, 0, 0, spec.udpHeader + 2],
  [spec.ifAtLeast, 4, 0, wire.flags],
  [spec.and, 0, 0, wire.type],
  [spec.ifGreater, 2, 0, wire.plainTypeMax],
  [spec.loadByte, 0, 0, spec.udpHeader + wire.communityEnd],
  [spec.ifEqual, 1, 0, 0],
  [spec.result, 0, 0, 0],
  [spec.result, 0, 0, spec.everything],
];

/** Attaches or removes the filter. False = the kernel refused; then everything passes. */
export function filterByShape(socket: number, isOn: boolean): boolean {
  const program = kernelBuffer(16);
  if (!isOn) return setsockopt(socket, spec.socketLevel, spec.detachFilter, program, 4) === 0;
  const length = plainMessages.length * spec.instructionBytes;
  const memory = new AddressSpace(kernelBuffer(length) as Uint8Array<ArrayBuffer>, 0, length);
  const view = new DataView(memory.bytes.buffer);
  for (const [i, [code, ifTrue, ifFalse, value]] of plainMessages.entries()) {
    const at = i * spec.instructionBytes;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, ifTrue);
    view.setUint8(at + 3, ifFalse);
    view.setUint32(at + 4, value, true);
  }
  const head = new DataView(program.buffer);
  head.setUint16(0, plainMessages.length, true);
  const address = memory.address(0, length);
  head.setUint32(8, address % 2 ** 32, true);
  head.setUint32(12, Math.floor(address / 2 ** 32), true);
  return setsockopt(socket, spec.socketLevel, spec.attachFilter, program, 16) === 0;
}
