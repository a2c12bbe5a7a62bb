import { describe, expect, it } from "vitest";
import { hex } from "../base/bytes.ts";
import { seededRandom } from "../base/random.ts";
import type { EdgeConfig } from "../edge/config.ts";
import { authenticatedKey } from "../seal/authenticated-key.ts";
import { makeTransform } from "../seal/ciphers/make-transform.ts";
import { loadZstd } from "../seal/compression/zstd.ts";
import { headerKeys } from "../seal/header-key.ts";
import { aesKey, payloadKey } from "../seal/payload-key.ts";
import { sixBitText } from "../seal/six-bit.ts";
import { federationPrivateKey, publicKey, userPrivateKey } from "../seal/user-key.ts";
import { parseCommunityList } from "../supernode/access/community-list.ts";
import type { SupernodeConfig } from "../supernode/config.ts";
import { padded } from "../wire/fields/text.ts";
import type { CommunityName } from "../wire/message.ts";
import { replayed } from "./testing/kept-lines.ts";
import { SmallNet, supernodeSocket, userText } from "./testing/small-net.ts";

const key = "a payload key of ours";
const community = "hush-hush-name" as CommunityName;
const federationName = "the-conspiracy";
const user = { name: "logan", password: "hugh-wolverine" };
const other = { name: "rogue", password: "anna-marie" };
const authentic = authenticatedKey(key, padded(community, 20));
const zstd = await loadZstd();

const sealed = (name: "null" | "twofish" | "aes" | "chacha20" | "speck", seed: number) =>
  makeTransform(name, key, seededRandom(seed));

const userKey = (who: typeof user) => publicKey(userPrivateKey(who.name, who.password));
const federationPublicKey = publicKey(federationPrivateKey(federationName));
const listOf = (...users: (typeof user)[]) =>
  parseCommunityList(
    `${community}\n${users.map((one) => `* ${one.name} ${sixBitText(userKey(one))}`).join("\n")}\n`,
    "list",
  );
const federation = {
  name: `*${federationName}` as CommunityName,
  keys: "name",
  members: [supernodeSocket(1), supernodeSocket(2)],
  learn: true,
} as const;

interface Mode {
  readonly edge?: Partial<EdgeConfig>;
  readonly edges?: readonly Partial<EdgeConfig>[];
  readonly supernode?: Partial<SupernodeConfig>;
  /** The second edge is at a second supernode. */
  readonly two?: boolean;
}

const authenticated = { key: authentic, required: false, greets: true };
const modes: Readonly<Record<string, Mode>> = {
  plain: {},
  "an automatic address": { edge: { address: "auto" } },
  twofish: { edge: { transform: sealed("twofish", 1) } },
  "AES and LZO": { edge: { transform: sealed("aes", 1), compression: 2 } },
  "ChaCha20 and zstd": { edge: { transform: sealed("chacha20", 1), compression: 3, zstd } },
  "two keys": { edges: [{ transform: sealed("aes", 1) }, { transform: makeTransform("aes", "x", seededRandom(1)) }] },
  "hidden headers": {
    edge: { headerEncryption: true, community, transform: sealed("speck", 1) },
    supernode: { communities: parseCommunityList(`${community}\n`, "list") },
  },
  "hidden headers and an automatic address": {
    edge: { headerEncryption: true, community, address: "auto" },
    supernode: { communities: parseCommunityList(`${community}\n`, "list") },
  },
  "relay only": { edge: { peerToPeer: false } },
  "authenticated sealing": { edge: { transform: sealed("aes", 1), authenticated } },
  "authenticated sealing under hidden headers": {
    edge: { community, headerEncryption: true, transform: sealed("aes", 1), authenticated, compression: 2 },
    supernode: { communities: parseCommunityList(`${community}\n`, "list") },
  },
  "user and password": {
    edge: { community, headerEncryption: true, transform: sealed("chacha20", 1) },
    edges: [{ user: { ...user, federationPublicKey } }, { user: { ...other, federationPublicKey } }],
    supernode: { communities: listOf(user, other), federation: { ...federation, members: [] } },
  },
  "a wrong password": {
    edge: { community, headerEncryption: true, transform: sealed("chacha20", 1) },
    edges: [{ user: { ...user, federationPublicKey } }, { user: { ...other, password: "b", federationPublicKey } }],
    supernode: { communities: listOf(user, other), federation: { ...federation, members: [] } },
  },
  "a federation": { supernode: { federation }, two: true },
  "a federation by -F": { supernode: { federation: { ...federation, keys: "default name" } }, two: true },
  "a federation of users": {
    edge: { community, headerEncryption: true, transform: sealed("speck", 1), peerToPeer: false },
    edges: [{ user: { ...user, federationPublicKey } }, { user: { ...other, federationPublicKey } }],
    supernode: { communities: listOf(user, other), federation },
    two: true,
  },
};

function live({ edge, edges = [], supernode, two = false }: Mode, net = new SmallNet()): SmallNet {
  for (const number of two ? [1, 2] : [1]) net.supernode(number, supernode);
  net.pass(3000);
  for (const number of [1, 2]) {
    const { address: host, port } = supernodeSocket(two ? number : 1);
    net.edge(number, { supernodes: [{ host, port }], ...edge, ...edges[number - 1] });
  }
  net.pass(3000);
  for (let i = 0; i < 40; i++) {
    net.frame(1, 2);
    net.pass(300);
    net.frame(2, 1);
    net.pass(700);
  }
  for (const number of [1, 2]) net.feed(`edge ${number}`, { kind: "stop" });
  net.pass(2000);
  for (const number of two ? [1, 2] : [1]) net.feed(`supernode ${number}`, { kind: "stop" });
  return net;
}

/** As typed, as bytes, and derived values, in every encoding that a file may use. */
function spellings(secret: Uint8Array | string): readonly string[] {
  const bytes = Buffer.from(secret);
  const text = typeof secret === "string" ? [secret, JSON.stringify(secret).slice(1, -1)] : [];
  const whole = bytes.toString("base64").replace(/=+$/, "");
  return [...text, hex(bytes), bytes.toString("latin1"), whole.slice(0, -1), bytes.toString("base64url").slice(0, -1)];
}

const name20 = padded(community, 20);
const secrets: Readonly<Record<string, Uint8Array | string>> = {
  "the key": key,
  "the payload key": payloadKey(key),
  "the AES key": aesKey(key),
  "the authenticated key": authentic,
  "the community's name": community,
  "its header key": headerKeys(name20).head,
  "the key of its first block": headerKeys(name20).iv,
  "the federation's name": federationName,
  "the federation's private key": federationPrivateKey(federationName),
  "the federation's header key": headerKeys(padded(federation.name, 20)).head,
  "a password": user.password,
  "a private key": userPrivateKey(user.name, user.password),
  "another password": other.password,
  "a user's data": userText,
};

describe.each(Object.entries(modes))("%s", (name, mode) => {
  const net = live(mode);

  it.each([...net.recordings.keys()])("of %s, the replay is the same", (node) => {
    const { lines } = net.recordings.get(node)!;
    const finding = replayed(lines);
    expect(finding).toMatchObject({ verdict: "same", until: "stopped" });
    expect(finding.events).toBeGreaterThan(10);
    expect(finding.actions).toBeGreaterThan(10);
  });

  it("frames came through, so that there was something to record", () => {
    const expected = [
      "a wrong password",
      "two keys",
      "an automatic address",
      "hidden headers and an automatic address",
    ];
    if (expected.includes(name)) return;
    for (const edge of ["edge 1", "edge 2"]) expect(net.got.get(edge)!.length).toBeGreaterThan(30);
  });

  it("no secret is in the files", () => {
    const whole = [...net.recordings.values()].flatMap(({ lines }) => lines).join("\n");
    const found = Object.entries(secrets).filter(([, secret]) =>
      spellings(secret).some((text) => whole.includes(text)),
    );
    expect(found.map(([what]) => what)).toEqual([]);
  });
});

it("payloads are recorded if wanted, but never keys", () => {
  const net = live(modes["hidden headers"]!, new SmallNet("whole"));
  const { lines } = net.recordings.get("edge 1")!;
  expect(lines.join("\n")).toContain(hex(Buffer.from(userText)));
  for (const [node, recording] of net.recordings)
    expect([node, replayed(recording.lines).verdict]).toEqual([node, "same"]);
  for (const secret of [key, payloadKey(key), community]) {
    for (const text of spellings(secret)) expect(lines.join("\n")).not.toContain(text);
  }
});
