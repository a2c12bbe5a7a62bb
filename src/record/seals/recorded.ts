import { concat, hex } from "../../base/bytes.ts";
import type { Random } from "../../base/random.ts";
import type { Challenge } from "../../seal/challenge.ts";
import type { Transform } from "../../seal/ciphers/transform.ts";
import { type Seals, theSeals } from "../../seal/seals.ts";
import { stampText } from "../../seal/stamps/text.ts";
import { readHello } from "../../edge/authentic/sealed-payload.ts";
import { decode } from "../../wire/codec.ts";
import { latin1 } from "../../wire/fields/text.ts";
import type { CommunityName, Message } from "../../wire/message.ts";
import { blankFrame, blankPlain, type Payloads } from "../blank.ts";
import type { Notebook } from "../notebook.ts";
import { pack } from "../packed.ts";
import { KeyNames, type SealedNow } from "./sealed.ts";
import type { Veil } from "../veil.ts";

export interface RecordingParts {
  readonly notebook: Notebook;
  readonly veil: Veil;
  readonly payloads: Payloads;
  readonly sealed: SealedNow;
}

/** The seals of a recorded machine: the real ones, with their results written into the notebook. */
export class RecordedSeals {
  readonly seals: Seals;
  readonly random: Random;
  readonly #around: RecordingParts;
  readonly #keys = new KeyNames();
  readonly #fresh: Random;
  /** The message under the last opened header. */
  #opened: Message["type"] | "malformed" | undefined;

  /** `random`: the machine's, and the ciphers', which is not recorded. */
  constructor(around: RecordingParts, random: Random) {
    const { notebook, veil } = around;
    this.#around = around;
    this.#fresh = random;
    this.random = {
      u32() {
        const number = random.u32();
        notebook.put("number", number);
        return number;
      },
      bytes(count) {
        const bytes = random.bytes(count);
        notebook.put("bytes", hex(veil.bytes(bytes)));
        return bytes;
      },
    };
    this.seals = {
      headerCipher: (name, _, options) => this.#headerCipher(name, options),
      challengeWith: (shared) => this.#challenge(theSeals.challengeWith(shared)),
      sharedSecret: (own, other) => this.#secret("agreed", theSeals.sharedSecret(own, other)),
      dynamicKey: (...from) => this.#secret("dynamic key", theSeals.dynamicKey(...from)),
      sealGcm: theSeals.sealGcm,
      openGcm: (...from) => this.#authentic(theSeals.openGcm(...from)),
      compress: (...from) => this.#size("compressed", theSeals.compress(...from)),
      decompress: (...from) => this.#frame(theSeals.decompress(...from)),
    };
  }

  transform(real: Transform): Transform {
    const { name, id, overhead } = real;
    const seal = (plain: Uint8Array): Uint8Array => real.seal(plain);
    return { name, id, overhead, seal, open: (sealed) => this.#size("payload", real.open(sealed)) };
  }

  /** Of this event. */
  takeOpened(): Message["type"] | "malformed" | undefined {
    const opened = this.#opened;
    this.#opened = undefined;
    return opened;
  }

  #headerCipher(name: Uint8Array, options: Parameters<Seals["headerCipher"]>[2]): ReturnType<Seals["headerCipher"]> {
    const { notebook, veil, payloads, sealed } = this.#around;
    const by = this.#keys.next(veil.name(latin1(name) as CommunityName));
    const cipher = theSeals.headerCipher(name, this.#fresh, options);
    return {
      seal(packet, stamp) {
        const datagram = cipher.seal(packet, stamp);
        sealed.add(datagram, by, packet, stamp);
        return datagram;
      },
      open: (bytes) => {
        const opened = cipher.open(bytes);
        if (opened === undefined) return undefined;
        const message = decode(opened.packet);
        this.#opened = "malformed" in message ? "malformed" : message.type;
        const packet = pack(blankPlain(opened.packet, veil, payloads));
        notebook.put("header", { by, stamp: stampText(opened.stamp), packet });
        return opened;
      },
    };
  }

  #challenge(challenge: Challenge): Challenge {
    return {
      token: (publicKey, random) => this.#token("token", challenge.token(publicKey, random)),
      answer: (token, key) => this.#token("answer", challenge.answer(token, key)),
      dynamicKey: (answer, random) => this.#secret("dynamic key", challenge.dynamicKey(answer, random)),
      outerHash: (encrypted) => {
        const hash = challenge.outerHash(encrypted);
        const { notebook, veil } = this.#around;
        notebook.put("outer hash", hex(veil.bytes(hash)));
        return hash;
      },
    };
  }

  #token(kind: "token" | "answer", token: Uint8Array): Uint8Array {
    const { notebook, veil } = this.#around;
    notebook.put(kind, hex(veil.token(token)));
    return token;
  }

  #secret<Key extends Uint8Array | undefined>(kind: "agreed" | "dynamic key", key: Key): Key {
    const { notebook, veil } = this.#around;
    notebook.put(kind, key === undefined ? null : hex(veil.bytes(key)));
    return key;
  }

  #size(kind: "payload" | "compressed", bytes: Uint8Array | undefined): Uint8Array | undefined {
    this.#around.notebook.put(kind, bytes?.length ?? null);
    return bytes;
  }

  /** A hello is two nonces, and in later versions possibly more; a frame is recorded when it is decompressed. */
  #authentic(plain: Uint8Array | undefined): Uint8Array | undefined {
    const { notebook, veil } = this.#around;
    const nonces = plain?.length === helloBytes ? readHello(plain) : undefined;
    if (nonces === undefined)
      notebook.put("authentic", plain === undefined ? null : pack(new Uint8Array(plain.length)));
    else notebook.put("authentic", pack(concat(veil.bytes(nonces.nonce), veil.bytes(nonces.echo))));
    return plain;
  }

  #frame(frame: Uint8Array | undefined): Uint8Array | undefined {
    const { notebook, payloads } = this.#around;
    notebook.put("frame", frame === undefined ? null : pack(blankFrame(frame, payloads)));
    return frame;
  }
}

/** Shorter than any frame. */
const helloBytes = 32;
