import { ConfigError } from "../../../src/base/config-error.ts";
import type { CableSpec } from "./spec.ts";

/**
 * Lines that people name, as one access link; a path between two homes passes two of them. Orders of magnitude, not a promise
 * about any network. Numbers without a source are ours, chosen to show the effect that the line is known for.
 */
export const linkPresets = {
  /** Nothing at all. */
  plain: {},
  /**
   * One Wi-Fi hop. Delay: median 3 ms and 90th percentile 20 ms for a round trip, Sui et al., "Characterizing and Improving
   * WiFi Latency in Large-Scale Operational Networks" (MobiSys 2016), https://doi.org/10.1145/2906388.2906393. Ours: the loss
   * in bursts that retransmission leaves, and the rate.
   */
  wifi: { delay: "4ms", jitter: "4ms", burstLoss: "0.5%/3", rate: "50mbit" },
  /** 12 Mbit/s, 70 ms round trip: profile LTE of WebPageTest (connectivity.ini.sample). Ours: the jitter. */
  lte: { delay: "35ms", jitter: "8ms", rate: "12mbit" },
  /**
   * 1.6 Mbit/s down, 768 kbit/s up, 300 ms round trip: profile 3G of WebPageTest (connectivity.ini.sample). A queue of a second:
   * Jiang et al., "Tackling Bufferbloat in 3G/4G Networks" (IMC 2012), https://doi.org/10.1145/2398776.2398810. Ours: the jitter.
   */
  "3g": {
    delay: "150ms",
    jitter: "20ms",
    up: { rate: "768kbit", queue: "1s" },
    down: { rate: "1.6mbit", queue: "1s" },
  },
  /**
   * Geostationary: 279 ms for one hop at the edge of the view area, RFC 2488 §2. Ours: the rates, and the loss in bursts that
   * rain and shadows leave.
   */
  satellite: { delay: "280ms", jitter: "5ms", burstLoss: "0.5%/10", up: { rate: "3mbit" }, down: { rate: "25mbit" } },
  /**
   * A home's line that somebody fills, with a queue of a second in front of it: Gettys and Nichols, "Bufferbloat: Dark Buffers in
   * the Internet" (CACM 55.1, 2012), https://doi.org/10.1145/2063176.2063196. Ours: the rates, and the losses.
   */
  congested: {
    delay: "15ms",
    jitter: "10ms",
    loss: "1%",
    up: { rate: "1mbit", queue: "1s" },
    down: { rate: "8mbit", queue: "500ms" },
  },
  /**
   * 90 ms round trip between New York and London: Verizon's service level for transatlantic latency, a monthly average. It is
   * the whole way, so one of the two homes has it. Ours: loss and jitter.
   */
  transatlantic: { delay: "45ms", jitter: "1ms", loss: "0.1%" },
} as const satisfies Readonly<Record<string, CableSpec>>;

export type LinkPresetName = keyof typeof linkPresets;

export const linkPresetNames = Object.keys(linkPresets) as readonly LinkPresetName[];

/** Throws ConfigError. */
export function linkPreset(name: string, where: string): CableSpec {
  if (Object.hasOwn(linkPresets, name)) return linkPresets[name as LinkPresetName];
  throw new ConfigError(`${where}: no line ${JSON.stringify(name)}; choose from ${linkPresetNames.join(", ")}`);
}
