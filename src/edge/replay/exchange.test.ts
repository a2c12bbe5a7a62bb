import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { EdgeConfig } from "../config.ts";
import { Replay, type RecordedStep } from "./replay.ts";

// The reference edge's conversations with a scripted supernode and peers, repeated with ours. Differences are
//  listed with the reason; everything else must be the same messages to the same places.

interface Recording {
  readonly scenarios: readonly { readonly name: string; readonly steps: readonly RecordedStep[] }[];
}

const recording = JSON.parse(
  readFileSync(new URL("../vectors/edge_exchange.json", import.meta.url), "utf8"),
) as Recording;

const places = {
  sn: { address: "10.78.0.14", port: 7654 },
  b: { address: "10.78.0.12", port: 50002 },
  c: { address: "10.78.0.13", port: 50003 },
};

const scenarios: Readonly<Record<string, Partial<EdgeConfig>>> = {
  "registration and peer to peer": {},
  "registration and peer to peer with header encryption": { headerEncryption: true },
  "automatic address": { address: "auto" },
  "-S1": { peerToPeer: false },
  "-L 2 (register TTL)": { portGuess: 2 },
};

describe.each(Object.entries(scenarios))("%s", (name, overrides) => {
  const { steps } = recording.scenarios.find((scenario) => scenario.name === name)!;
  const replay = new Replay(places, overrides, "10.50.0.123/24");
  // Each step depends on those before it, so all run here, in order.
  const results = steps.map((step) => [step.note, replay.step(step)] as const);

  it.each(results)("%s", (_, { theirs, ours, meant }) => {
    expect({ theirs, ours }).toEqual({ theirs: meant.theirs, ours: meant.ours });
  });
});
