import { ConfigError } from "../../base/config-error.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { DatapathCounters, TapSettings } from "./datapath.ts";
import type { FramePump, FramePumpSink } from "./frame-pump.ts";

/** A datapath's interface, once it is open. */
export class Tap implements AsyncDisposable {
  readonly #counters: DatapathCounters;
  readonly #sink: FramePumpSink;
  #open: { readonly device: string; readonly pump: FramePump } | undefined;

  constructor(counters: DatapathCounters, sink: FramePumpSink) {
    this.#counters = counters;
    this.#sink = sink;
  }

  get device(): string | undefined {
    return this.#open?.device;
  }

  /** Opens it, or changes the address of the open one. */
  async open(settings: TapSettings): Promise<void> {
    // Loaded on demand, because a supernode needs no TAP.
    const { configureTap, openTap } = await import("./tap-device.ts");
    if (this.#open !== undefined) {
      if (settings.device !== this.#open.device) throw new ConfigError(`the TAP is ${this.#open.device} already`);
      return configureTap(settings);
    }
    const { FramePump } = await import("./frame-pump.ts");
    const pump = new FramePump(openTap(settings), {
      frames: (batch) => {
        this.#counters.framesIn += batch.length;
        this.#sink.frames(batch);
      },
      broken: (error) => this.#sink.broken(error),
    });
    this.#open = { device: settings.device, pump };
    pump.start();
  }

  restoreMac(mac: Mac): boolean {
    return this.#open?.pump.restoreMac(mac) ?? false;
  }

  deliver(batch: readonly Uint8Array[]): void {
    for (const frame of batch) {
      if (this.#open?.pump.write(frame) === true) this.#counters.framesOut++;
      else this.#counters.refused++;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open?.pump[Symbol.asyncDispose]();
  }
}
