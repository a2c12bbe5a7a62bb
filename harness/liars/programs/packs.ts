import { payloadOffset } from "../../../src/wire/packet.ts";

/** The last byte of a datagram that holds several frames. */
const mark = 0xb3;

/** Packs several datagrams into one with the header of the first, so that a supernode relays it. */
export function packDatagrams(all: readonly Uint8Array[]): Uint8Array {
  const header = all[0]!.subarray(0, payloadOffset(all[0]!));
  return Uint8Array.from([
    ...header,
    ...all.flatMap((bytes) => [bytes.length >> 8, bytes.length & 255, ...bytes]),
    ...[all.length, mark, mark],
  ]);
}

/** Undefined = not a pack. */
export function unpackDatagrams(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  if (bytes.at(-1) !== mark || bytes.at(-2) !== mark) return undefined;
  const all: Uint8Array[] = [];
  let at = payloadOffset(bytes);
  for (let n = bytes.at(-3)!; n > 0; n--) {
    const length = (bytes[at]! << 8) | bytes[at + 1]!;
    all.push(bytes.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return all;
}
