import { schedule } from "../../../../seal/ciphers/twofish-schedule.ts";
import type { SealKey, Transform } from "../../../../seal/ciphers/transform.ts";
import { StreamSealing, type StreamEngine } from "../ciphers/chacha20.ts";
import type { Core } from "./core.ts";
import type { BlockEngine } from "../ciphers/openssl.ts";
import type { Sealing } from "./ports.ts";

/** The number on the wire (fact sheet §6). */
export const transformIds: Readonly<Record<Transform["name"], Transform["id"]>> = {
  null: 1,
  twofish: 2,
  aes: 3,
  chacha20: 4,
  speck: 5,
};

/** The cipher outside the core. */
export interface Engines {
  aes(key: Uint8Array): BlockEngine;
  /** Undefined = done by the core. */
  chacha20(key: Uint8Array): StreamEngine | undefined;
}

export function makeSealing(core: Core, { transform, key }: SealKey, engines: Engines): Sealing {
  const { call, bytes, at, layout } = core;
  switch (transform) {
    case "null":
      return { seal: () => undefined, open: () => undefined };
    case "aes":
      return new AesSealing(core, engines.aes(key));
    case "chacha20": {
      const engine = engines.chacha20(key);
      if (engine !== undefined) return new StreamSealing(core, engine);
      bytes.set(key, at.keys);
      return { seal: () => call.sealChaCha20(), open: () => call.openChaCha20() };
    }
    case "speck":
      bytes.set(key, layout.speckKeyAt);
      call.scheduleSpeck();
      return { seal: () => call.sealSpeck(), open: () => call.openSpeck() };
    case "twofish":
      return twofish(core, key);
  }
}

/** CBC with ciphertext stealing, many packets side by side (`cbc.ts`). */
class AesSealing implements Sealing {
  readonly #core: Core;
  readonly #engine: BlockEngine;

  constructor(core: Core, engine: BlockEngine) {
    this.#core = core;
    this.#engine = engine;
  }

  seal(): void {
    const { call, at } = this.#core;
    const engine = this.#engine;
    const blocks = call.beginCbc();
    let block = 0;
    let active = call.activeInCbc(0);
    while (block < blocks && active >= engine.fewest) {
      engine.encrypt(at.chain, active * 16);
      call.stepCbc(block, active);
      block++;
      active = call.activeInCbc(block);
    }
    if (active > 0) this.#sealOneByOne(block, active);
    call.steal();
  }

  open(): void {
    const { call, at } = this.#core;
    this.#engine.decrypt(at.stage, call.stageSealed());
    const cut = call.gatherCut();
    if (cut > 0) this.#engine.decrypt(at.finals, cut * 16);
    call.unchain();
  }

  #sealOneByOne(block: number, active: number): void {
    const { call } = this.#core;
    call.leaveCbc(block, active);
    for (let i = 0; i < active; i++) {
      const slot = call.slotInOrder(i);
      this.#engine.encryptChained(call.payloadOf(slot) + block * 16, (call.blocksOf(slot) - block) * 16);
    }
  }
}

function twofish({ call, words, at, layout }: Core, key: Uint8Array): Sealing {
  const { subkeys, boxes } = schedule(key);
  words.set(subkeys, at.keys >> 2);
  for (const [i, box] of boxes.entries()) words.set(box, (layout.twofishBoxes + i * layout.twofishBoxBytes) >> 2);
  return {
    seal() {
      call.sealTwofish();
      call.steal();
    },
    open() {
      call.decryptStage(call.stageSealed());
      const cut = call.gatherCut();
      if (cut > 0) call.decryptFinals(cut);
      call.unchain();
    },
  };
}
