import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, hex } from "../base/bytes.ts";
import { after, instant, type Duration } from "../base/instant.ts";
import type { Machine } from "../base/machine.ts";
import { seededRandom } from "../base/random.ts";
import type { EdgeConfig } from "../edge/config.ts";
import { headerGate } from "../edge/headers/gate.ts";
import { config, supernode } from "../edge/replay/rig.ts";
import { StampIssuer } from "../seal/stamps/stamp.ts";
import { theSeals } from "../seal/seals.ts";
import { registerSuper } from "../supernode/replay/conversation.ts";
import type { SupernodeConfig } from "../supernode/config.ts";
import { decode, encode } from "../wire/codec.ts";
import { padded } from "../wire/fields/text.ts";
import { messages } from "../wire/layouts.ts";
import type { CommunityName, FieldText, Message } from "../wire/message.ts";
import { arbitraryMessage } from "../wire/testing/arbitrary-message.ts";
import { blankPlain } from "./blank.ts";
import { recordEdge } from "./edge/recorded.ts";
import { RecordedMachine } from "./machine.ts";
import { Recorder } from "./recording.ts";
import { recordSupernode } from "./supernode/recorded.ts";
import { KeptLines, replayed } from "./testing/kept-lines.ts";
import { noVeil } from "./veil.ts";

const types = Object.keys(messages) as Message["type"][];
const start = instant(1_700_000_000_000);
/** Long enough to be found, and unlike any message content. */
const privateBytes = fc.uint8Array({ minLength: 16, maxLength: 40 }).map((bytes) => bytes.map((byte) => byte | 0x80));

const supernodeConfig: SupernodeConfig = {
  mac: "02:00:00:00:00:77" as SupernodeConfig["mac"],
  version: "v" as FieldText,
  addressRange: { first: "10.128.0.0", last: "10.128.255.0", prefix: 24 },
  spoofingProtection: true,
  limits: { communities: 10, edgesPerCommunity: 10, edgeLifetime: 60_000 as Duration },
};

function recordedBy(make: (kept: KeptLines) => Machine<never, unknown>, datagrams: readonly Uint8Array[]): KeptLines {
  const kept = new KeptLines();
  const machine = make(kept) as Machine<unknown, unknown>;
  machine.handle({ kind: "start" }, start);
  for (const bytes of datagrams)
    machine.handle({ kind: "datagram", from: supernode, bytes }, after(start, 50 as Duration));
  machine.handle({ kind: "stop" }, after(start, 100 as Duration));
  return kept;
}

const edgeWith = (changes: Partial<EdgeConfig>) => (kept: KeptLines) =>
  recordEdge({ ...config, ...changes }, seededRandom(1), kept.recording()).machine;
const atSupernode = (kept: KeptLines) => recordSupernode(supernodeConfig, seededRandom(1), kept.recording()).machine;

/** Both sides of `secret`, as a search finds it in any spelling of the bytes around it. */
const contains = ({ lines }: KeptLines, secret: Uint8Array): boolean => {
  const text = lines.join("\n");
  return [
    hex(secret),
    Buffer.from(secret).toString("latin1"),
    Buffer.from(secret).toString("base64").slice(1, -4),
  ].some((spelling) => text.includes(spelling));
};

function hidden(plain: Uint8Array): Uint8Array {
  const cipher = theSeals.headerCipher(padded(config.community, 20), seededRandom(3));
  return cipher.seal(plain, new StampIssuer().issue(start));
}

describe.each(types)("%s", (type) => {
  it("is recorded by its fields, whatever bytes are around them", () => {
    fc.assert(
      fc.property(
        arbitraryMessage(type),
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(),
        fc.nat(255),
        (said, more, at, by) => {
          const bytes = concat(encode(said), type === "PACKET" ? new Uint8Array() : more);
          bytes[at % bytes.length] = by;
          const before = decode(bytes);
          const blanked = blankPlain(bytes, noVeil, "whole");
          expect(blanked.length).toBe(bytes.length);
          if ("malformed" in before) expect(decode(blanked)).toHaveProperty("malformed");
          else expect(decode(blanked)).toEqual(before);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("leaves no trailing bytes and no payload in a recording", () => {
    fc.assert(
      fc.property(arbitraryMessage(type), privateBytes, fc.boolean(), (said, secret, isOurs) => {
        const message = { ...said, ...(isOurs && { community: config.community }) };
        const plain = concat(encode(message.type === "PACKET" ? { ...message, transform: 1 } : message), secret);
        const kept = [
          recordedBy(edgeWith({}), [plain]),
          recordedBy(edgeWith({ headerEncryption: true }), [hidden(plain), plain]),
          recordedBy(atSupernode, [encode(registerSuper(1)), plain]),
        ];
        expect(kept.map((one) => contains(one, secret))).toEqual([false, false, false]);
        expect(kept.map(({ lines }) => replayed(lines).verdict)).toEqual(["same", "same", "same"]);
      }),
      { numRuns: 40 },
    );
  });
});

it("bytes after the zero of a text are not recorded", () => {
  const bytes = Uint8Array.from(encode(registerSuper(1, { description: "a" as FieldText })));
  const secret = Uint8Array.from({ length: 13 }, (_, i) => 0x80 + i);
  bytes.set(secret, 24 + 10 + 5 + 2);
  expect(decode(bytes)).toMatchObject({ description: "a" });
  expect(contains(recordedBy(atSupernode, [bytes]), secret)).toBe(false);
});

it("a hidden name is in no recording, even if another sender uses it in clear, whole or cut", () => {
  const community = "hush-hush-name" as CommunityName;
  const whole = encode({ ...registerSuper(1), community });
  const cut = Array.from(whole, (_, length) => whole.subarray(0, length));
  const kept = recordedBy(edgeWith({ community, headerEncryption: true }), [whole, ...cut]);
  expect(contains(kept, Buffer.from("hush"))).toBe(false);
  expect(replayed(kept.lines).verdict).toBe("same");
});

it("a hidden header by which a name could be guessed is not recorded", () => {
  const gate = headerGate({ ...config, headerEncryption: true }, seededRandom(1), undefined);
  const bytes = gate.seal({ ...registerSuper(1), community: config.community }, start);
  for (const make of [edgeWith({ headerEncryption: true }), edgeWith({}), atSupernode])
    expect(contains(recordedBy(make, [bytes]), bytes.subarray(4, 20))).toBe(false);
});

it("the text of an error is not recorded, its class is", () => {
  const key = "correct horse battery staple";
  const kept = new KeptLines();
  const recorder = new Recorder(kept.recording(), seededRandom(1));
  const machine = {
    handle(): never {
      throw new RangeError(`no such key: ${key}\n    at ${key} (edge.ts:1:1)`);
    },
    nextWake: () => undefined,
  };
  const lines = { event: () => ({}), action: () => ({}) };
  const recorded = new RecordedMachine(machine, lines, recorder.around, recorder.seals, recorder.sink);
  expect(() => recorded.handle({}, start)).toThrow(key);
  expect(contains(kept, Buffer.from(key))).toBe(false);
  expect(kept.lines.join("\n")).toContain('"bug":"RangeError"');
});
