import { describe, expect, it } from "vitest";
import { seconds } from "../../base/instant.ts";
import { Conversation, numberedMac, packet, registerSuper, types, wan } from "../replay/conversation.ts";
import { encode } from "../../wire/codec.ts";

const ack = "REGISTER_SUPER_ACK";
const nak = "REGISTER_SUPER_NAK";

describe("two machines with one MAC address and token", () => {
  it("are detected because they lose the entry to each other, and the second one is refused, with a warning", () => {
    const conversation = new Conversation();
    const answers: string[] = [];
    const warnings: unknown[] = [];
    for (let turn = 0; turn < 12; turn++) {
      conversation.wait(seconds(10));
      const bytes = encode(registerSuper(1));
      const actions = conversation.supernode.handle(
        { kind: "datagram", from: wan(1 + (turn % 2)), bytes },
        conversation.now,
      );
      for (const action of actions)
        if (action.kind === "note" && action.note.level === "warning") warnings.push(action.note);
      answers.push(...types(conversation.say(wan(1 + (turn % 2)), registerSuper(1))));
    }
    expect(answers.slice(0, 4)).toEqual([ack, ack, ack, ack]);
    expect(answers.slice(4)).toEqual([nak, ack, nak, ack, nak, ack, nak, ack]);
    expect(warnings[0]).toMatchObject({
      what: "two-machines",
      with: { mac: numberedMac(1), why: expect.stringContaining("two machines") as unknown },
    });
    // The other one's frames therefore arrive.
    conversation.say(wan(3), registerSuper(3));
    expect(conversation.say(wan(2), packet(1, numberedMac(3)))).toHaveLength(1);
  });

  it("but one machine may move back and forth, and is accepted once its other socket is silent", () => {
    const conversation = new Conversation();
    for (let turn = 0; turn < 4; turn++) {
      conversation.wait(seconds(10));
      expect(types(conversation.say(wan(1 + (turn % 2)), registerSuper(1)))).toEqual([ack]);
    }
    conversation.wait(seconds(10));
    conversation.say(wan(1), registerSuper(1));
    conversation.wait(seconds(36));
    expect(types(conversation.say(wan(2), registerSuper(1)))).toEqual([ack]);
  });
});
