import { describe, expect, test } from "vitest";
import { concat, fromHex, hex } from "../base/bytes.ts";
import { challengeWith, dynamicKey } from "./challenge.ts";
import { headerCipher } from "./header.ts";
import { recorded } from "./testing/recorded.ts";
import { sixBitBytes, sixBitText } from "./six-bit.ts";
import { stampFrom } from "./stamps/text.ts";
import { federationPrivateKey, publicKey, sharedSecret, userPrivateKey } from "./user-key.ts";
import { x25519 } from "./ciphers/x25519.ts";

type Fields = Readonly<Record<string, string>> & { readonly key_time: number };

const records = recorded<Fields>("auth");
const ofKind = (kind: string) => records.filter((record) => record["kind"] === kind);
const bytes = (record: Fields, name: string) => fromHex(record[name]!);

describe("six-bit text", () => {
  test.each(ofKind("ascii"))("$binary", (record) => {
    expect(sixBitText(bytes(record, "binary"))).toBe(record["ascii"]);
    expect(hex(sixBitBytes(record["ascii"]!)!)).toBe(record["decoded"]);
  });

  test("a character outside the alphabet", () => expect(sixBitBytes("Qr_3")).toBeUndefined());
});

describe("X25519", () => {
  test.each(ofKind("curve25519"))("$scalar", (record) => {
    expect(hex(x25519(bytes(record, "scalar"), bytes(record, "point_u"))!)).toBe(record["result_u"]);
  });

  test("a point of small order gives nothing", () => {
    expect(x25519(new Uint8Array(32).fill(1), new Uint8Array(32))).toBeUndefined();
    expect(sharedSecret(new Uint8Array(32).fill(1), new Uint8Array(32))).toBeUndefined();
  });
});

test.each(ofKind("user"))("keys of user $username in $federation", (record) => {
  const user = userPrivateKey(record["username"]!, record["password"]!);
  const federation = federationPrivateKey(record["federation"]!);
  expect(hex(user)).toBe(record["user_private_key"]);
  expect(hex(publicKey(user))).toBe(record["user_public_key"]);
  expect(hex(federation)).toBe(record["federation_private_key"]);
  expect(hex(publicKey(federation))).toBe(record["federation_public_key"]);
  expect(`* ${record["username"]} ${sixBitText(publicKey(user))}`).toBe(record["keygen_line"]);
  expect(`-P ${sixBitText(publicKey(federation))}`).toBe(record["federation_keygen_line"]);
  expect(hex(sharedSecret(user, publicKey(federation))!)).toBe(record["shared_secret"]);
  expect(hex(sharedSecret(federation, publicKey(user))!)).toBe(record["shared_secret"]);
});

test.each(ofKind("dynamic_key"))("dynamic key at $key_time", (record) => {
  const key = dynamicKey(record.key_time, bytes(record, "community20"), bytes(record, "federation20"));
  expect(hex(key)).toBe(record["dynamic_key"]);
});

describe("tokens", () => {
  test.each(ofKind("token_exchange"))("of $user_public_key", (record) => {
    const shared = challengeWith(bytes(record, "shared_secret"));
    const challenge = bytes(record, "challenge");
    const token = shared.token(bytes(record, "user_public_key"), challenge);
    expect(hex(token)).toBe(record["register_super_token"]);
    const answer = shared.answer(token, bytes(record, "dynamic_key"));
    expect(hex(answer)).toBe(record["register_super_ack_token"]);
    expect(hex(shared.dynamicKey(answer, challenge)!)).toBe(record["dynamic_key"]);
    expect(shared.dynamicKey(answer, new Uint8Array(16))).toBeUndefined();
    expect(shared.dynamicKey(answer.subarray(1), challenge)).toBeUndefined();
  });
});

test.each(ofKind("register_super_userpw"))("a whole REGISTER_SUPER of $username", (record) => {
  const name = Buffer.from(record["community"]!.padEnd(20, "\0"), "latin1");
  const header = headerCipher(name, { bytes: () => bytes(record, "random4"), u32: () => 0 });
  const shared = challengeWith(bytes(record, "shared_secret"));
  const user = publicKey(userPrivateKey(record["username"]!, record["password"]!));
  expect(record["plain"]).toContain(hex(shared.token(user, bytes(record, "challenge"))));
  const encrypted = header.seal(bytes(record, "plain"), stampFrom(record["stamp"]!));
  expect(hex(concat(encrypted, shared.outerHash(encrypted)))).toBe(record["wire"]);
});
