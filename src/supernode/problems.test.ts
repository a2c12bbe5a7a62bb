import { describe, expect, it } from "vitest";
import type { Note } from "../base/note.ts";
import { instant, milliseconds } from "../base/instant.ts";
import { encode } from "../wire/codec.ts";
import type { CommunityName, Message } from "../wire/message.ts";
import { parseCommunityList } from "./access/community-list.ts";
import { Conversation, home, numberedMac, registerSuper, token, wan } from "./replay/conversation.ts";
import { FakeEncryptedEdge } from "./testing/fake-encrypted-edge.ts";

const communities = parseCommunityList("home\n", "list");

/** The warnings caused by some datagrams. */
function warnings(
  { supernode, now }: Conversation,
  from: number,
  ...datagrams: readonly (Message | Uint8Array)[]
): Note[] {
  return datagrams.flatMap((one) => {
    const bytes = one instanceof Uint8Array ? one : encode(one);
    const actions = supernode.handle({ kind: "datagram", from: wan(from), bytes }, now);
    return actions.flatMap((action) =>
      action.kind === "note" && action.note.level === "warning" ? [action.note] : [],
    );
  });
}

const socketOf = (number: number) => `${wan(number).address}:${wan(number).port}`;

describe("an edge that is not accepted is named once, with what to do", () => {
  it("its community is not on the list", () => {
    const talk = new Conversation({ communities });
    const stray = registerSuper(1, { community: "hone" as CommunityName });
    const facts = { community: "hone", from: socketOf(1) };
    expect(warnings(talk, 1, stray, stray, stray)).toMatchObject([{ what: "unlisted", with: facts }]);
    expect(talk.supernode.status().problems).toMatchObject([{ cause: "unlisted", who: "hone", count: 3 }]);
  });

  it("its headers are plain, the others' encrypted", () => {
    const talk = new Conversation({ communities });
    new FakeEncryptedEdge(talk).say(wan(1), registerSuper(1));
    const facts = { community: "home", from: socketOf(2) };
    expect(warnings(talk, 2, registerSuper(2))).toMatchObject([{ what: "headers-plain", with: facts }]);
  });

  it("its headers are encrypted for a community that is not on the list", () => {
    const talk = new Conversation({ communities });
    const stray = new FakeEncryptedEdge(new Conversation({ communities: parseCommunityList("away\n", "list") }));
    const bytes = Array.from({ length: 4 }, () =>
      stray.sealed(registerSuper(1, { community: "away" as CommunityName })),
    );
    expect(warnings(talk, 3, ...bytes)).toMatchObject([{ what: "unreadable", with: { from: socketOf(3) } }]);
  });

  it.each([
    [60_000, "this machine, by 60 s"],
    [-60_000, "the edge, by 60 s"],
  ])("its clock is %i ms off", (off, behind) => {
    const talk = new Conversation({ communities });
    const sealed = new FakeEncryptedEdge(talk);
    const clock = talk.now;
    talk.now = instant(clock + off);
    const bytes = sealed.sealed(registerSuper(1));
    talk.now = clock;
    expect(warnings(talk, 1, bytes)).toMatchObject([{ what: "clock-differs", with: { from: socketOf(1), behind } }]);
  });

  it.each([
    ["MAC address", { edge: numberedMac(1) }, "another edge has this MAC address"],
    ["address", { address: registerSuper(1).address }, "another edge has this address"],
  ])("its %s is in use", (_, claimed, why) => {
    const talk = new Conversation();
    talk.say(wan(1), registerSuper(1));
    const note = warnings(talk, 2, registerSuper(2, { ...claimed, auth: token(2) }))[0];
    expect(note).toMatchObject({ what: "refused", with: { community: home, why, holder: socketOf(1) } });
  });
});

it("a thousand forged refusals a second are a few lines", () => {
  const talk = new Conversation();
  talk.say(wan(1), registerSuper(1));
  let lines = 0;
  for (let i = 0; i < 10_000; i++) {
    const forged = registerSuper(2, { address: registerSuper(1).address, edge: numberedMac(1000 + i), auth: token(2) });
    lines += warnings(talk, 2 + (i % 200), forged).length;
    talk.wait(milliseconds(1));
  }
  expect(lines).toBeLessThanOrEqual(5);
  expect(talk.supernode.status().counters.refused).toBeGreaterThan(1000);
});
