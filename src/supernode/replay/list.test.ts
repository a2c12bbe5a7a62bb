import { expect, it } from "vitest";
import { fromHex } from "../../base/bytes.ts";
import { instant, type Instant, milliseconds, seconds, since } from "../../base/instant.ts";
import { seededRandom } from "../../base/random.ts";
import { headerCipher } from "../../seal/header.ts";
import { decode } from "../../wire/codec.ts";
import type { Malformed, Message } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import { parseCommunityList } from "../access/community-list.ts";
import { Conversation } from "./conversation.ts";
import { comparable, nameOf, recordedScenario, socketOf, type ConversationStep, supernodeSocket } from "./recording.ts";

type SealedStep = ConversationStep & { readonly plain?: string; readonly stamp?: string };

const { steps, community_file: file } = recordedScenario<SealedStep>("community file, header encryption");
const hidden = headerCipher(padded("hidden", spec.communityBytes), seededRandom(1));

it("a recorded conversation with encrypted headers is answered alike", () => {
  const conversation = new Conversation({ communities: parseCommunityList(file!, "community.list") });
  conversation.now = timeOf(steps[4]!.stamp!);
  steps.forEach((step, index) => {
    tickOn(conversation, step);
    const heard = conversation.sayBytes(socketOf(step.from), fromHex(step.hex), supernodeSocket);
    const got = heard.map(({ to, bytes }) => ({ at: nameOf(to), message: comparable(open(bytes)) }));
    const want = step.received.map(({ at, hex }) => ({ at, message: comparable(open(fromHex(hex))) }));
    expect(got, `step ${index}: ${step.note}`).toEqual(want);
  });
  expect(steps).toHaveLength(23);
});

/** At least 150 ms lie between two steps; the stamps would give more, but some are far off on purpose. */
function tickOn(conversation: Conversation, { stamp }: SealedStep): void {
  conversation.wait(milliseconds(150));
  if (stamp === undefined) return;
  const ahead = since(conversation.now, timeOf(stamp));
  if (ahead > 0 && ahead < seconds(5)) conversation.wait(ahead);
}

/** Seconds (32 bits), microseconds (20). */
function timeOf(stamp: string): Instant {
  return instant(parseInt(stamp.slice(0, 8), 16) * 1000 + parseInt(stamp.slice(8, 13), 16) / 1000);
}

function open(bytes: Uint8Array): Message | Malformed {
  return decode(hidden.open(bytes)?.packet ?? bytes);
}
