import { z } from "zod";
import { concat, fromHex, hex } from "../../base/bytes.ts";
import { challengeWith, dynamicKey } from "../../seal/challenge.ts";
import { headerCipher } from "../../seal/header.ts";
import { sixBitBytes, sixBitText } from "../../seal/six-bit.ts";
import { stampFrom } from "../../seal/stamps/text.ts";
import { federationPrivateKey, publicKey, sharedSecret, userPrivateKey } from "../../seal/user-key.ts";
import { x25519 } from "../../seal/ciphers/x25519.ts";
import { communityField } from "../community-field.ts";
import { federationLine, userLine } from "../keygen-lines.ts";
import { hexOfLength, check, hexText, kindIs, type Same } from "./check.ts";

const key = hexOfLength(32);
const sameBytes = (same: Same) => (what: string, ours: Uint8Array | undefined, recorded: string) =>
  same(what, ours && hex(ours), recorded);

const sixBit = check(
  "six-bit text",
  kindIs("ascii"),
  z.object({ binary: hexText, ascii: z.string(), decoded: hexText }),
  ({ binary, ascii, decoded }, same) => {
    same("encoded", sixBitText(fromHex(binary)), ascii);
    sameBytes(same)("decoded", sixBitBytes(ascii), decoded);
  },
);

const curve = check(
  "X25519",
  kindIs("curve25519"),
  z.object({ scalar: key, point_u: key, result_u: key }),
  ({ scalar, point_u, result_u }, same) =>
    sameBytes(same)("result", x25519(fromHex(scalar), fromHex(point_u)), result_u),
);

const user = check(
  "keys of a user",
  kindIs("user"),
  z.object({
    username: z.string(),
    password: z.string(),
    federation: z.string(),
    user_private_key: key,
    user_public_key: key,
    keygen_line: z.string(),
    federation_private_key: key,
    federation_public_key: key,
    federation_keygen_line: z.string(),
    shared_secret: key,
  }),
  (record, same) => {
    const own = userPrivateKey(record.username, record.password);
    const federation = federationPrivateKey(record.federation);
    const compare = sameBytes(same);
    compare("user's private key", own, record.user_private_key);
    compare("user's public key", publicKey(own), record.user_public_key);
    compare("federation's private key", federation, record.federation_private_key);
    compare("federation's public key", publicKey(federation), record.federation_public_key);
    compare("user's secret", sharedSecret(own, publicKey(federation)), record.shared_secret);
    compare("federation's secret", sharedSecret(federation, publicKey(own)), record.shared_secret);
    same("line of the user", userLine(record.username, record.password), record.keygen_line);
    same("line of the federation", federationLine(record.federation), record.federation_keygen_line);
  },
);

const dynamic = check(
  "dynamic key",
  kindIs("dynamic_key"),
  z.object({
    key_time: z.number(),
    community20: hexOfLength(20),
    federation20: hexOfLength(20),
    dynamic_key: hexOfLength(16),
  }),
  (record, same) => {
    const ours = dynamicKey(record.key_time, fromHex(record.community20), fromHex(record.federation20));
    sameBytes(same)("dynamic key", ours, record.dynamic_key);
  },
);

const tokens = check(
  "exchange of tokens",
  kindIs("token_exchange"),
  z.object({
    shared_secret: key,
    user_public_key: key,
    challenge: hexOfLength(16),
    dynamic_key: hexOfLength(16),
    register_super_token: hexOfLength(48),
    register_super_ack_token: hexOfLength(48),
  }),
  (record, same) => {
    const compare = sameBytes(same);
    const shared = challengeWith(fromHex(record.shared_secret));
    const challenge = fromHex(record.challenge);
    const token = shared.token(fromHex(record.user_public_key), challenge);
    compare("token", token, record.register_super_token);
    compare("answer", shared.answer(token, fromHex(record.dynamic_key)), record.register_super_ack_token);
    const learned = shared.dynamicKey(fromHex(record.register_super_ack_token), challenge);
    compare("dynamic key in the answer", learned, record.dynamic_key);
  },
);

const registration = check(
  "whole REGISTER_SUPER of a user",
  kindIs("register_super_userpw"),
  z.object({
    community: z.string(),
    shared_secret: key,
    stamp: hexOfLength(8),
    random4: hexOfLength(4),
    plain: hexText,
    wire: hexText,
  }),
  (record, same) => {
    const random = { bytes: () => fromHex(record.random4), u32: () => 0 };
    const header = headerCipher(communityField(record.community)!, random);
    const encrypted = header.seal(fromHex(record.plain), stampFrom(record.stamp));
    const hash = challengeWith(fromHex(record.shared_secret)).outerHash(encrypted);
    sameBytes(same)("on the wire", concat(encrypted, hash), record.wire);
    sameBytes(same)("decrypted", header.open(fromHex(record.wire).subarray(0, -16))?.packet, record.plain);
  },
);

export const users = [sixBit, curve, user, dynamic, tokens, registration];
