import { describe, expect, it } from "vitest";
import { fromHex } from "../../base/bytes.ts";
import { endpointKey, noIpNet } from "../../base/address/endpoint.ts";
import { instant, milliseconds } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { StampIssuer } from "../../seal/stamps/stamp.ts";
import { encode } from "../../wire/codec.ts";
import type { CommunityName, RegisterSuper, RegisterSuperAck } from "../../wire/message.ts";
import { noAuth } from "../../wire/fields/auth.ts";
import { Conversation, type Heard } from "./conversation.ts";
import { federationKeys } from "../federation/keys.ts";
import { headerKeyOf } from "../testing/fake-supernode.ts";
import { endpointOf } from "./recording.ts";
import { textOf, type Unsealed, unsealer } from "../testing/unsealer.ts";
import captured from "../vectors/captured-sealed.json" with { type: "json" };

const name = "*secretFed" as CommunityName;
const keys = federationKeys({ name, keys: "default name" });
const unseal = unsealer("mynetwork", [], keys);
const headerKey = headerKeyOf(keys);

const isOfFederation = ({ sealing }: Unsealed): boolean => sealing.startsWith("federation");

const roles = [
  {
    us: "10.77.0.1:7654",
    mac: "02:ff:00:00:00:01",
    other: "10.77.0.2:7654",
    theirMac: "02:ff:00:00:00:02",
    members: [],
    dropped: [],
  },
  {
    us: "10.77.0.2:7654",
    mac: "02:ff:00:00:00:02",
    other: "10.77.0.1:7654",
    theirMac: "02:ff:00:00:00:01",
    members: ["10.77.0.1:7654"],
    // About a community that has no edge here yet.
    dropped: [["stranger", 3]],
  },
] as const;

/**
 * Two supernodes of the reference that serve one community together. The other one's greetings are from the capture;
 * its answers to ours are generated, because our cookies differ and our greetings come at other times.
 */
describe.each(captured.captures.filter(({ name }) => name.startsWith("federation")))("capture $name", (capture) => {
  it.each(roles)("as $us: everything about the community is answered and relayed alike", (role) => {
    const { ours, theirs, answers, dropped } = replay(capture, role);
    expect(ours).toEqual(theirs);
    expect(answers.ours).toBe(answers.theirs);
    expect(dropped).toEqual(role.dropped);
  });
});

function replay({ messages, startedAt }: (typeof captured.captures)[number], role: (typeof roles)[number]) {
  const { us, mac, other, theirMac } = role;
  const federation = { name, keys: "default name", members: role.members.map(endpointOf), learn: true } as const;
  const conversation = new Conversation({ mac: mac as Mac, federation }, instant(startedAt));
  const stamps = new StampIssuer();
  const ours: string[] = [];
  const theirs: string[] = [];
  const answers = { ours: 0, theirs: 0 };
  const hear = (heard: readonly Heard[]): void => {
    for (const { to, bytes } of heard) {
      const unsealed = unseal(bytes);
      if (!isOfFederation(unsealed)) ours.push(`${endpointKey(to)} ${textOf(unsealed)}`);
      else if ("type" in unsealed.message && unsealed.message.type === "REGISTER_SUPER_ACK") answers.ours++;
      else hear(acknowledge(unsealed.message as RegisterSuper));
    }
  };
  const acknowledge = (asked: RegisterSuper): readonly Heard[] => {
    const ack: RegisterSuperAck = {
      type: "REGISTER_SUPER_ACK",
      ttl: 2,
      fromSupernode: true,
      community: asked.community,
      cookie: asked.cookie,
      supernode: theirMac as Mac,
      address: noIpNet,
      lifetime: 15,
      socket: endpointOf(us),
      auth: noAuth,
      supernodes: [],
      keyTime: 0,
    };
    const bytes = headerKey.seal(encode(ack), ack.type, stamps.issue(conversation.now));
    return conversation.sayBytes(endpointOf(other), bytes, endpointOf(us));
  };
  hear(conversation.started);
  for (const { t, src, dst, wire } of messages) {
    hear(conversation.wait(milliseconds(Math.max(0, startedAt + t * 1000 - conversation.now))));
    const unsealed = unseal(fromHex(wire));
    const isAck = "type" in unsealed.message && unsealed.message.type === "REGISTER_SUPER_ACK";
    if (src === us && !isOfFederation(unsealed)) theirs.push(`${dst} ${textOf(unsealed)}`);
    if (src === us && isOfFederation(unsealed) && isAck) answers.theirs++;
    if (dst !== us || (isOfFederation(unsealed) && isAck)) continue;
    hear(conversation.sayBytes(endpointOf(src), fromHex(wire), endpointOf(us)));
  }
  const dropped = Object.entries(conversation.supernode.status().counters.dropped).filter(([, count]) => count > 0);
  return { ours: ours.sort(), theirs: theirs.sort(), answers, dropped };
}
