import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromHex, hex } from "../../base/bytes.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { type Instant, instant } from "../../base/instant.ts";
import { seededRandom } from "../../base/random.ts";
import { makeTransform } from "../../seal/ciphers/make-transform.ts";
import { stampFrom } from "../../seal/stamps/text.ts";
import type { Transform } from "../../seal/ciphers/transform.ts";
import { federationPrivateKey, publicKey } from "../../seal/user-key.ts";
import { loadZstd } from "../../seal/compression/zstd.ts";
import type { CommunityName, Message } from "../../wire/message.ts";
import type { EdgeConfig } from "../config.ts";
import type { Headers } from "../headers/headers.ts";
import { Rig } from "./rig.ts";
import { UserSide, logan } from "../testing/user-rig.ts";

// Our edge in place of a recorded one: it gets the frames that one sent and the datagrams that one received,
// at their times. Only answers to registrations are regenerated, because cookies and challenges are random.

interface Captured {
  readonly t: number;
  readonly src: string;
  readonly dst: string;
  readonly message: string;
  readonly stamp?: string;
  readonly dynamic_key?: string;
  readonly ethernet_frame?: string;
  readonly wire: string;
}

const recorded = "10.77.0.11:50001";
const group = "224.0.0.68:1968";
const address = { address: "10.9.0.1", prefix: 24 };
const federationPublicKey = publicKey(federationPrivateKey("secretFed"));
const zstd = await loadZstd();

interface Case extends Omit<Partial<EdgeConfig>, "transform"> {
  readonly transform?: Transform["name"];
}

const hidden = { community: "hiddencomm" as CommunityName, headerEncryption: true };
const user = { community: "userpwnet" as CommunityName, user: { ...logan, federationPublicKey } };

/** The recorded command lines. */
const cases: Readonly<Record<string, Case>> = {
  hdr_a1_null: hidden,
  hdr_a4_z1: { ...hidden, transform: "chacha20", compression: 2 },
  relay_s1_hdr: { ...hidden, transform: "speck", peerToPeer: false },
  userpw: { ...user, transform: "speck" },
  userpw_relay_a4: { ...user, transform: "chacha20", peerToPeer: false },
  prefsock_e_auto: { transform: "aes", preferredSocket: endpoint(recorded) },
  p2p_z1_lzo: { transform: "aes", compression: 2 },
  p2p_mixed_compression: { transform: "chacha20", compression: 2, zstd },
  routing_r_E: { transform: "aes", routing: true, acceptMulticast: true },
};

function endpoint(text: string): Endpoint {
  const [host, port] = text.split(":");
  return { address: host!, port: Number(port) };
}

function timeOf({ t, stamp }: Captured): Instant {
  if (stamp === undefined) return instant(1_700_000_000_000 + t * 1000);
  const { high, low } = stampFrom(stamp);
  return instant(high * 1000 + (low >>> 12) / 1000);
}

function capture(name: string): readonly Captured[] {
  return JSON.parse(readFileSync(new URL(`captures/${name}.json`, import.meta.url), "utf8")) as Captured[];
}

function rigFor({ transform = "null", ...config }: Case, side: UserSide | undefined): Rig {
  const sealing = makeTransform(transform, "secret", seededRandom(3));
  const community = "mynetwork" as CommunityName;
  const supernodes = [{ host: "10.77.0.1", port: 7654 }];
  return new Rig({ community, address, supernodes, ...config, transform: sealing }, 1, side);
}

/** The recorded acknowledgement, as an answer to our registration. */
function answer(rig: Rig, record: Captured, side: UserSide | undefined): void {
  // The recorded edge had asked twice, and this was the answer to the first.
  if (side !== undefined && record.dynamic_key === undefined) return;
  const asked = rig.sent("REGISTER_SUPER").at(-1)!.message;
  if (record.dynamic_key !== undefined) side!.keys.push(fromHex(record.dynamic_key));
  const auth = side?.answer(asked.auth.token) ?? { scheme: 0, token: new Uint8Array() };
  const rest = { lifetime: 15, socket: endpoint(recorded), supernodes: [], keyTime: 0, auth };
  const none = { address: "0.0.0.0", prefix: 0 };
  const fields = { cookie: asked.cookie, supernode: asked.edge, address: none, ...rest };
  const common = { ttl: 2, fromSupernode: true, community: asked.community };
  const ack: Message = { ...common, type: "REGISTER_SUPER_ACK", ...fields };
  rig.feed({ kind: "datagram", from: endpoint(record.src), bytes: rig.headers.seal(ack, rig.now) });
}

function replay(name: string, rig: Rig, side: UserSide | undefined): readonly Captured[] {
  const records = capture(name).filter(({ message }) => message !== "UNDECODED" && message !== "UNREGISTER_SUPER");
  rig.now = timeOf(records[0]!);
  rig.feed({ kind: "start" });
  for (const record of records) {
    rig.wait(Math.max(0, timeOf(record) - rig.now));
    const ours = record.src === recorded;
    if (ours && record.message === "PACKET") rig.feed({ kind: "frame", frame: fromHex(record.ethernet_frame!) });
    if (ours) continue;
    if (record.message === "REGISTER_SUPER_ACK") answer(rig, record, side);
    else {
      const multicast = record.dst === group;
      rig.feed({ kind: "datagram", from: endpoint(record.src), bytes: fromHex(record.wire), multicast });
    }
  }
  return records;
}

describe.each(Object.entries(cases))("%s", (name, config) => {
  const options = { federation: "secretFed", community: "userpwnet" };
  const side = config.user && new UserSide(logan, options);
  const rig = rigFor(config, side);
  const records = replay(name, rig, side);

  it("delivers every frame that was for the recorded edge", () => {
    const theirs = records.filter(({ src, message }) => src !== recorded && message === "PACKET");
    expect(theirs.length).toBeGreaterThan(4);
    expect(rig.done("deliver").map(({ frame }) => hex(frame))).toEqual(theirs.map((one) => one.ethernet_frame));
  });

  it("refuses only the answers to messages that the recorded edge sent twice, or queries of an edge that relays", () => {
    const doubles = [
      "register-ack-unexpected",
      "supernode-ack-unexpected",
      "unexpected-message",
      "peer-info-unexpected",
    ];
    expect(Object.keys(rig.edge.status().drops).filter((reason) => !doubles.includes(reason))).toEqual([]);
  });

  it("sends frames that the other recorded edge can open", () => {
    const packets = rig.sent("PACKET").filter(({ message }) => message.payload.length > 0);
    const theirs = records.filter(({ src, message }) => src === recorded && message === "PACKET");
    expect(packets.length).toBeGreaterThanOrEqual(theirs.length);
    expect(new Set(packets.map(({ message }) => message.transform)).size).toBe(1);
  });

  it("goes direct, unless it only relays; a recording cannot answer later keep-alives", () => {
    const paths = rig.done("path").map(({ path }) => path);
    expect(paths[0]).toBe(config.peerToPeer === false ? undefined : "direct");
  });
});

it("a wrong password is refused: the recorded refusal is understood", () => {
  const [, , nak] = capture("userpw_wrong");
  const side = new UserSide(
    { name: "logan", password: "wrong password" },
    { federation: "secretFed", community: "userpwnet" },
  );
  const headers: Headers = side;
  expect(headers.open(fromHex(nak!.wire), timeOf(nak!))).toBe("header");
  const rig = rigFor({ ...user, transform: "speck" }, side);
  rig.now = timeOf(nak!);
  rig.feed({ kind: "start" }).feed({ kind: "datagram", from: endpoint(nak!.src), bytes: fromHex(nak!.wire) });
  // Its cookie is not ours, so it is recognised as a refusal, but not of our registration.
  expect(rig.edge.status().drops).toEqual({ "supernode-ack-unexpected": 1 });
});

it("two supernodes are asked as the recorded edge asked them", () => {
  const supernodes = ["10.77.0.1", "10.77.0.2"].map((host) => ({ host, port: 7654 }));
  const rig = rigFor({ supernodes, transform: "aes" }, undefined);
  const pings = capture("multi_sn_bootstrap").slice(0, 2);
  rig.feed({ kind: "start" });
  expect(rig.done("send").map(({ to, bytes }) => [to, hex(bytes)])).toEqual(
    pings.map(({ dst, wire }) => [endpoint(dst), wire]),
  );
});
