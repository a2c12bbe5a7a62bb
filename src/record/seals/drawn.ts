import { fromHex } from "../../base/bytes.ts";
import type { Random } from "../../base/random.ts";
import type { Transform } from "../../seal/ciphers/transform.ts";
import { gcm } from "../../seal/authenticated.ts";
import type { HeaderCipher } from "../../seal/header.ts";
import type { Seals } from "../../seal/seals.ts";
import { stampFrom } from "../../seal/stamps/text.ts";
import { latin1 } from "../../wire/fields/text.ts";
import type { DrawnHeader, DrawnKind, PackedBytes } from "../format.ts";
import type { DrawnAgain } from "../notebook.ts";
import { unpack } from "../packed.ts";
import { KeyNames, type SealedNow } from "./sealed.ts";

/** The seals of a replayed machine: no keys, but the results that the recorded one got. */
export function drawnSeals(drawn: DrawnAgain, sealed: SealedNow): Seals {
  const keys = new KeyNames();
  const marks = new Uint32Array(1);
  const bytes = (kind: DrawnKind): Uint8Array => fromHex(drawn.take(kind) as string);
  const orNone = (kind: DrawnKind): Uint8Array | undefined => {
    const value = drawn.take(kind);
    if (value === null) return undefined;
    if (typeof value === "string") return fromHex(value);
    return typeof value === "number" ? new Uint8Array(value) : unpack(value as PackedBytes);
  };
  const headerCipher = (name: Uint8Array): HeaderCipher => {
    const by = keys.next(latin1(name));
    return {
      seal(packet, stamp) {
        const datagram = new Uint8Array(packet.length);
        new DataView(datagram.buffer).setUint32(12, ++marks[0]!);
        sealed.add(datagram, by, packet, stamp);
        return datagram;
      },
      open() {
        const found = drawn.takeIf("header", (value) => (value as DrawnHeader).by === by) as DrawnHeader | undefined;
        return found && { packet: unpack(found.packet), stamp: stampFrom(found.stamp) };
      },
    };
  };
  return {
    headerCipher,
    challengeWith: () => ({
      token: () => bytes("token"),
      answer: () => bytes("answer"),
      dynamicKey: () => orNone("dynamic key"),
      outerHash: () => bytes("outer hash"),
    }),
    sharedSecret: () => orNone("agreed"),
    dynamicKey: () => bytes("dynamic key"),
    sealGcm: (_key, _counter, _associated, plain) => new Uint8Array(plain.length + gcm.tagBytes),
    openGcm: () => orNone("authentic"),
    compress: () => orNone("compressed"),
    decompress: () => orNone("frame"),
  };
}

export function drawnRandom(drawn: DrawnAgain): Random {
  return {
    u32: () => drawn.take("number") as number,
    bytes: () => fromHex(drawn.take("bytes") as string),
  };
}

export function drawnTransform({ name, id, overhead }: Omit<Transform, "seal" | "open">, drawn: DrawnAgain): Transform {
  return {
    name,
    id,
    overhead,
    seal: (plain) => new Uint8Array(plain.length + overhead),
    open() {
      const size = drawn.take("payload") as number | null;
      return size === null ? undefined : new Uint8Array(size);
    },
  };
}
