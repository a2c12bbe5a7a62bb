import { describe, expect, it } from "vitest";
import { fromHex } from "../../base/bytes.ts";
import { decode } from "../../wire/codec.ts";
import type { SupernodeConfig } from "../config.ts";
import { Conversation } from "./conversation.ts";
import { brief, supernodeDifferences } from "./differences.ts";
import { comparable, nameOf, recordedScenario, socketOf, type ConversationStep, supernodeSocket } from "./recording.ts";

/**
 * Conversations recorded with the reference, repeated with ours. A step with an entry in `supernodeDifferences` is an
 * intended difference; the entry says why, and what ours does.
 */
const settings: Record<string, Partial<SupernodeConfig>> = {
  "plain community": {},
  "-M: no spoofing protection": { spoofingProtection: false },
  "-a range": { addressRange: { first: "192.168.32.0", last: "192.168.35.0", prefix: 24 } },
};

describe.each(Object.keys(settings))("recorded conversation: %s", (name) => {
  const { steps } = recordedScenario<ConversationStep>(name);
  const known = supernodeDifferences.filter((difference) => difference.scenario === name);

  it(`is answered alike but for ${known.length} steps`, () => {
    const conversation = new Conversation(settings[name]);
    steps.forEach((step, index) => {
      const heard = conversation.sayBytes(socketOf(step.from), fromHex(step.hex), supernodeSocket);
      const title = `step ${index}: ${step.note}`;
      for (const { source } of heard) expect(source, title).toEqual(supernodeSocket);
      const difference = known.find(({ step }) => step === index);
      const got = heard.map(({ to, message }) => ({ at: nameOf(to), message: comparable(message) }));
      const want = step.received.map(({ at, hex }) => ({ at, message: comparable(decode(fromHex(hex))) }));
      if (difference === undefined) expect(got, title).toEqual(want);
      else
        expect(
          got.map(({ at, message }) => brief(at, message)),
          title + difference.why,
        ).toEqual(difference.heard);
      if (difference !== undefined) expect(got, `${title}: no difference any more`).not.toEqual(want);
    });
  });
});
