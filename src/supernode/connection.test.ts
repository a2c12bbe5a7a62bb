import { describe, expect, it } from "vitest";
import type { SupernodeAction } from "./action.ts";
import { Conversation, dropsSoFar, home, numberedMac, packet, registerSuper, wan } from "./replay/conversation.ts";
import { encode } from "../wire/codec.ts";

/** Edge 1 by TCP connection 7, edge 2 by UDP. */
function two(): Conversation {
  const conversation = new Conversation();
  conversation.say(wan(1), registerSuper(1), undefined, 7);
  conversation.say(wan(2), registerSuper(2));
  return conversation;
}

const edges = ({ supernode }: Conversation) => supernode.status().communities.flatMap((community) => community.edges);

describe("an edge on a TCP connection", () => {
  it("is answered and reached on its connection, under its TCP address", () => {
    const conversation = two();
    expect(conversation.say(wan(1), registerSuper(1), undefined, 7)).toMatchObject([{ to: wan(1), via: 7 }]);
    expect(conversation.say(wan(2), packet(2, numberedMac(1)))).toMatchObject([{ to: wan(1), via: 7 }]);
    const [heard] = conversation.say(wan(1), packet(1, numberedMac(2)), undefined, 7);
    expect(heard).toMatchObject({ to: wan(2), message: { socket: wan(1) } });
    expect(heard!.via).toBeUndefined();
    expect(
      edges(conversation)
        .map(({ transport }) => transport)
        .sort(),
    ).toEqual(["tcp", "udp"]);
  });

  it("cannot be imitated over UDP or another connection from the same address", () => {
    const conversation = two();
    expect(conversation.say(wan(1), packet(1, numberedMac(2)))).toEqual([]);
    expect(conversation.say(wan(1), packet(1, numberedMac(2)), undefined, 8)).toEqual([]);
    expect(dropsSoFar(conversation)).toEqual({ "other socket": 2 });
  });

  it("is removed with its connection, and no other edge is", () => {
    const conversation = two();
    expect(conversation.tell({ kind: "closed", via: 7 })).toEqual([]);
    expect(edges(conversation)).toMatchObject([{ mac: numberedMac(2) }]);
    conversation.tell({ kind: "closed", via: 7 });
    conversation.tell({ kind: "closed", via: 99 });
    expect(edges(conversation)).toHaveLength(1);
  });

  it("is not removed with a connection that it has left", () => {
    const conversation = two();
    conversation.say(wan(1, 9), registerSuper(1), undefined, 8);
    conversation.tell({ kind: "closed", via: 7 });
    expect(edges(conversation)).toMatchObject([{ mac: numberedMac(2) }, { socket: wan(1, 9) }]);
  });

  it.each([[1], [2]])("that unregisters, of %i on it: its connection is closed if it was the last", (count) => {
    const conversation = two();
    if (count === 2) conversation.say(wan(1), registerSuper(3, { community: "other" as typeof home }), undefined, 7);
    const { auth } = registerSuper(1);
    const leave = { type: "UNREGISTER_SUPER", ttl: 2, fromSupernode: false, community: home } as const;
    const bytes = encode({ ...leave, source: numberedMac(1), auth });
    const actions = conversation.supernode.handle({ kind: "datagram", from: wan(1), via: 7, bytes }, conversation.now);
    const kinds = actions.map(({ kind }: SupernodeAction) => kind);
    expect(kinds).toEqual(count === 1 ? ["note", "close"] : ["note"]);
  });

  it("that expires has its connection closed", () => {
    const conversation = two();
    const actions: SupernodeAction[] = [];
    for (let wake = conversation.supernode.nextWake(); wake !== undefined; wake = conversation.supernode.nextWake()) {
      actions.push(...conversation.supernode.handle({ kind: "tick" }, wake));
    }
    expect(actions.filter(({ kind }) => kind === "close")).toEqual([{ kind: "close", via: 7 }]);
  });
});
