import { describe, expect, it } from "vitest";
import { fromHex } from "../base/bytes.ts";
import { endpointKey } from "../base/endpoint.ts";
import { decode } from "../wire/codec.ts";
import type { Malformed, Message } from "../wire/message.ts";
import type { SupernodeConfig } from "./config.ts";
import { Conversation } from "./conversation.ts";
import { comparable, nameOf, scenario, socketOf, type Step, supernodeSocket } from "./recording.ts";

/**
 * Conversations recorded with the reference, said again to ours. A step with an entry in `differences` is where ours is
 * meant to do otherwise; the entry says why and what it does.
 */
const settings: Record<string, Partial<SupernodeConfig>> = {
  "plain community": {},
  "-M: no spoofing protection": { spoofingProtection: false },
  "-a range": { addressRange: { first: "192.168.32.0", last: "192.168.35.0", prefix: 24 } },
};

const differences: Record<string, Record<number, { readonly why: string; readonly heard: readonly string[] }>> = {
  "plain community": {
    22: { why: "nothing is relayed for a source that is not registered (§14.1 no. 5)", heard: [] },
    39: {
      why: "the refused thief of step 38 has not taken the entry of edge 1 (§14.1 no. 6)",
      heard: ["c PEER_INFO 10.78.0.11:50001"],
    },
    40: { why: "so the thief's MAC address is unknown", heard: [] },
  },
  "-M: no spoofing protection": {
    2: { why: "who the members are is told to members only", heard: [] },
  },
  "-a range": {},
};

describe.each(Object.keys(settings))("recorded conversation: %s", (name) => {
  const { steps } = scenario<Step>(name);

  it(`is answered alike but for ${Object.keys(differences[name]!).length} steps`, () => {
    const conversation = new Conversation(settings[name]);
    steps.forEach((step, index) => {
      const heard = conversation.sayBytes(socketOf(step.from), fromHex(step.hex), supernodeSocket);
      const title = `step ${index}: ${step.note}`;
      for (const { source } of heard) expect(source, title).toEqual(supernodeSocket);
      const difference = differences[name]![index];
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

function brief(at: string | undefined, message: Message | Malformed): string {
  return "type" in message && message.type === "PEER_INFO"
    ? `${at} PEER_INFO ${endpointKey(message.socket)}`
    : `${at} ${JSON.stringify(message)}`;
}
