import { describe, expect, it } from "vitest";
import { noIpNet } from "../../base/address/endpoint.ts";
import { seconds } from "../../base/instant.ts";
import { nullMac } from "../../base/address/mac.ts";
import type { CommunityName, FieldText } from "../../wire/message.ts";
import { Conversation, type Heard, home, registerSuper, types, wan } from "../replay/conversation.ts";

const ack = "REGISTER_SUPER_ACK";
const nak = "REGISTER_SUPER_NAK";

describe("automatic addresses", () => {
  const ask = (number: number, name: string) =>
    registerSuper(number, { edge: nullMac, address: noIpNet, description: name as FieldText });

  it("are the same for the same edge, and differ for another one with the same description at the same time", () => {
    const conversation = new Conversation();
    const first = given(conversation.say(wan(1), ask(1, "laptop")));
    expect(given(conversation.say(wan(1), ask(1, "laptop")))).toEqual(first);
    expect(given(conversation.say(wan(2), ask(2, "laptop")))).not.toEqual(first);
  });

  it("are free again if no edge registers with them", () => {
    const conversation = new Conversation();
    const first = given(conversation.say(wan(1), ask(1, "laptop")));
    conversation.wait(seconds(16));
    expect(given(conversation.say(wan(2), ask(2, "laptop")))).toEqual(first);
  });

  it("are free again as soon as the edge that registered with one has left", () => {
    const conversation = new Conversation();
    const address = given(conversation.say(wan(1), ask(1, "laptop")));
    conversation.say(wan(1), registerSuper(1, { address, description: "laptop" as FieldText }));
    expect(given(conversation.say(wan(2), ask(2, "laptop")))).not.toEqual(address);
    const { community, edge, auth } = registerSuper(1);
    conversation.say(wan(1), { type: "UNREGISTER_SUPER", ttl: 2, fromSupernode: false, community, source: edge, auth });
    expect(given(conversation.say(wan(3), ask(3, "laptop")))).toEqual(address);
  });

  it("are kept by a registered edge that asks again", () => {
    const conversation = new Conversation();
    const asking = registerSuper(1, { address: { address: "169.254.3.3", prefix: 16 } });
    const first = given(conversation.say(wan(1), asking));
    conversation.wait(seconds(20));
    expect(given(conversation.say(wan(1), asking))).toEqual(first);
  });

  it("a request alone stores no edge", () => {
    const conversation = new Conversation();
    conversation.say(wan(1), ask(1, "laptop"));
    expect(conversation.supernode.status().communities).toMatchObject([{ name: home, edges: [] }]);
  });

  it("an edge that only asks is refused if none is left; one that registers is accepted without", () => {
    const conversation = new Conversation({ addressRange: { first: "10.0.0.0", last: "10.0.0.0", prefix: 30 } });
    for (const number of [1, 2]) given(conversation.say(wan(number), ask(number, "x")));
    expect(types(conversation.say(wan(3), ask(3, "x")))).toEqual([nak]);
    expect(given(conversation.say(wan(3), registerSuper(3, { address: noIpNet })))).toEqual(noIpNet);
  });

  it("of two communities come from different subnets", () => {
    const conversation = new Conversation({ addressRange: { first: "10.0.0.0", last: "10.0.1.0", prefix: 24 } });
    const networks = ["one", "two"].map((name) => {
      const { address } = given(conversation.say(wan(1), { ...ask(1, "x"), community: name as CommunityName }));
      return address.split(".")[2];
    });
    expect(networks.sort()).toEqual(["0", "1"]);
    expect(types(conversation.say(wan(1), { ...ask(1, "x"), community: "three" as CommunityName }))).toEqual([nak]);
  });
});

function given([heard]: readonly Heard[]) {
  const message = heard!.message;
  if (!("type" in message) || message.type !== ack) throw new Error(`no acknowledgement: ${JSON.stringify(message)}`);
  return message.address;
}
