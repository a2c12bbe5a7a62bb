import { getsockopt, kernelBuffer } from "../../libc.ts";

/** Linux: SO_MEMINFO (asm-generic/socket.h), and the index of the word that counts drops (linux/sock_diag.h). */
const spec = { socketLevel: 1, memoryInfo: 55, drops: 8, bytes: 36 } as const;

/** Datagrams that a socket dropped since it was opened: its queue was full, or its filter refused them. */
export function droppedByKernel(socket: number): number {
  const value = kernelBuffer(spec.bytes);
  const length = kernelBuffer(4);
  length[0] = spec.bytes;
  if (getsockopt(socket, spec.socketLevel, spec.memoryInfo, value, length) !== 0) return 0;
  return new DataView(value.buffer).getUint32(4 * spec.drops, true);
}
