import { describe, expect, it } from "vitest";
import { seconds, after } from "../../base/instant.ts";
import type { SupernodeAction } from "../action.ts";
import { Conversation, home, numberedMac, registerSuper, token, wan } from "../replay/conversation.ts";
import { encode } from "../../wire/codec.ts";

const changes = (actions: readonly SupernodeAction[]) =>
  actions.filter(({ kind }) => kind === "entered" || kind === "left" || kind === "plain only");
const say = ({ supernode, now }: Conversation, number: number, from = wan(number), via?: number) =>
  changes(
    supernode.handle(
      { kind: "datagram", from, ...(via !== undefined && { via }), bytes: encode(registerSuper(number)) },
      now,
    ),
  );
const member = (number: number, remote = wan(number)) => ({ community: home, mac: numberedMac(number), remote });

describe("which edges the datapath may relay for", () => {
  it("is reported only if asked for", () => {
    expect(say(new Conversation(), 1)).toEqual([]);
  });

  it("is reported before the answer, once, and again when the edge moves", () => {
    const talk = new Conversation({ tellsMembers: true });
    const [first] = talk.supernode.handle(
      { kind: "datagram", from: wan(1), bytes: encode(registerSuper(1)) },
      talk.now,
    );
    expect(first).toEqual({ kind: "entered", member: { ...member(1), carried: true } });
    expect(say(talk, 1)).toEqual([]);
    const elsewhere = wan(9);
    expect(say(talk, 1, elsewhere)).toEqual([{ kind: "entered", member: { ...member(1, elsewhere), carried: true } }]);
  });

  it("excludes an edge on TCP", () => {
    expect(say(new Conversation({ tellsMembers: true }), 1, wan(1), 7)).toEqual([
      { kind: "entered", member: { ...member(1), carried: false } },
    ]);
  });

  it("ends when the edge unregisters, expires or is replaced", () => {
    const talk = new Conversation({ tellsMembers: true });
    say(talk, 1);
    say(talk, 2);
    const bye = { type: "UNREGISTER_SUPER", ttl: 2, fromSupernode: false, community: home, auth: token(1) } as const;
    const bytes = encode({ ...bye, source: numberedMac(1) });
    const left = talk.supernode.handle({ kind: "datagram", from: wan(1), bytes }, talk.now);
    expect(changes(left)).toEqual([{ kind: "left", community: home, mac: numberedMac(1) }]);
    // It is silent, and another edge registers from its socket.
    talk.now = after(talk.now, seconds(36));
    expect(say(talk, 3, wan(2))).toEqual([
      { kind: "left", community: home, mac: numberedMac(2) },
      { kind: "entered", member: { ...member(3, wan(2)), carried: true } },
    ]);
    const late = after(talk.now, seconds(300));
    expect(changes(talk.supernode.handle({ kind: "tick" }, late))).toEqual([
      { kind: "left", community: home, mac: numberedMac(3) },
    ]);
  });

  it("counts PACKETs relayed by the datapath like the machine's own, and as a sign of life", () => {
    const talk = new Conversation({ tellsMembers: true });
    say(talk, 1);
    const { received } = talk.supernode.status().counters;
    const edges = [
      { community: home, mac: numberedMac(1), packets: 5 },
      { community: home, mac: numberedMac(77), packets: 1 },
    ];
    talk.supernode.handle({ kind: "relayed", edges, dropped: { stranger: 2 } }, talk.now);
    expect(talk.supernode.status()).toMatchObject({
      lastForwarded: talk.now,
      counters: { received: received + 8, unicast: 6, dropped: { stranger: 2 } },
    });
  });
});
