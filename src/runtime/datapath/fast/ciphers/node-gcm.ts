import { openGcm, sealGcm } from "../../../../seal/authenticated.ts";
import type { Core } from "../edge/core.ts";
import type { Gcm } from "./gcm.ts";

/** AES-256-GCM by node:crypto: for a node whose OpenSSL cannot be called directly. */
export function nodeGcm({ bytes, layout }: Core, key: Uint8Array): Gcm {
  const view = new DataView(bytes.buffer);
  const { associatedLength, rowNonceCounterAt, tagBytes } = layout;
  const counterAt = (row: number) =>
    view.getUint32(row + rowNonceCounterAt) * 2 ** 32 + view.getUint32(row + rowNonceCounterAt + 4);
  const associated = (row: number) => bytes.subarray(row, row + associatedLength);
  return {
    seal(row, offset, length) {
      bytes.set(sealGcm(key, counterAt(row), associated(row), bytes.subarray(offset, offset + length)), offset);
    },
    open(row, offset, length) {
      const plain = openGcm(key, counterAt(row), associated(row), bytes.subarray(offset, offset + length + tagBytes));
      if (plain !== undefined) bytes.set(plain, offset);
      return plain !== undefined;
    },
    [Symbol.dispose]: () => undefined,
  };
}
