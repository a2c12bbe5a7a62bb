import { expect, it } from "vitest";
import { after, instant, milliseconds, seconds } from "../../base/instant.ts";
import { Conversation, numberedMac, registerSuper, token, wan } from "../replay/conversation.ts";
import { Pace } from "./pace.ts";
import { encode } from "../../wire/codec.ts";

it("logs a few lines at once, then one at intervals, and how many were left out", () => {
  const pace = new Pace(2, seconds(10));
  const said = [0, 0, 0, 0, 9, 1, 0, 30, 0, 0].map((_, i, all) =>
    pace.take(instant(1e12 + 1000 * all.slice(0, i + 1).reduce((a, b) => a + b, 0))),
  );
  expect(said).toEqual([0, 0, undefined, undefined, undefined, 3, undefined, 1, 0, undefined]);
});

it("forged registrations write a few lines, not one each", () => {
  const conversation = new Conversation();
  conversation.say(wan(1), registerSuper(1));
  let bytes = 0;
  const forged = encode(registerSuper(1, { auth: token(66) }));
  for (let i = 0; i < 20_000; i++) {
    conversation.now = after(conversation.now, milliseconds(0.5));
    for (const action of conversation.supernode.handle(
      { kind: "datagram", from: wan(2 + (i % 5000)), bytes: forged },
      conversation.now,
    )) {
      if (action.kind === "note") bytes += JSON.stringify(action.note).length;
    }
  }
  expect(bytes).toBeGreaterThan(100);
  expect(bytes).toBeLessThan(10_000);
});

it("a new edge for each datagram writes no more either", () => {
  const conversation = new Conversation();
  let notes = 0;
  for (let i = 0; i < 5000; i++) {
    conversation.now = after(conversation.now, milliseconds(0.5));
    const bytes = encode(registerSuper(i, { edge: numberedMac(i) }));
    const actions = conversation.supernode.handle({ kind: "datagram", from: wan(i), bytes }, conversation.now);
    notes += actions.filter(({ kind }) => kind === "note").length;
  }
  expect(notes).toBeLessThan(1200);
});
