import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteLength, bytesOf, cutText, textOf } from "../../base/byte-text.ts";
import { instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { seededRandom } from "../../base/random.ts";
import { Edge } from "../../edge/machine.ts";
import { edgeText } from "../../management/edge-text.ts";
import { supernodeText } from "../../management/supernode-text.ts";
import { line } from "../../runtime/log/log.ts";
import { makeTransform } from "../../seal/ciphers/make-transform.ts";
import { payloadKey } from "../../seal/payload-key.ts";
import { userPrivateKey } from "../../seal/user-key.ts";
import { parseCommunityList } from "../../supernode/access/community-list.ts";
import { Supernode } from "../../supernode/machine.ts";
import { encode } from "../../wire/codec.ts";
import type { CommunityName, FieldText, Message } from "../../wire/message.ts";
import { fieldText, shownText } from "../../wire/fields/text.ts";
import { type EdgeSettings, parseEdgeOptions } from "../edge/options.ts";
import { edgeStatusText } from "../edge/status.ts";
import { plainStyle } from "../management/status-style.ts";
import { parseSupernodeOptions, type SupernodeSettings } from "../supernode/options.ts";

// Any text that a user can give, through every option that takes text, into every message; and any bytes that a peer
// can send, to every screen.

const now = instant(1_700_000_000_000);
const zeroless = (text: string) => text !== "" && !text.includes("\0");
/** As given in an argument or a line of a file: any Unicode, and bytes that are not UTF-8. */
const given = fc
  .oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 24 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 24 }),
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map(textOf),
  )
  .map((text) => textOf(bytesOf(text)))
  .filter(zeroless);
const files = {
  absolute: (path: string) => path,
  read: (): never => {
    throw new Error("no file");
  },
};

const surroundings = { env: {}, hostname: "host", random: seededRandom(1), files, stable: () => undefined };

function edge(argv: readonly string[], more: object = {}): EdgeSettings {
  const options = parseEdgeOptions(["-l", "192.0.2.1:7654", ...argv], { ...surroundings, ...more });
  if (typeof options === "string") throw new Error(options);
  return options;
}

function supernode(argv: readonly string[]): SupernodeSettings {
  const options = parseSupernodeOptions(argv, { ...surroundings, version: "v" });
  if (typeof options === "string") throw new Error(options);
  return options;
}

/** What the edge sends when it starts. */
function sent(options: EdgeSettings): readonly Uint8Array[] {
  const transform = makeTransform(options.transform, options.key, seededRandom(2));
  const machine = new Edge({ ...options.config, transform }, seededRandom(3));
  const actions = machine.handle({ kind: "start" }, now);
  return actions.flatMap((action) => (action.kind === "send" ? [action.bytes] : []));
}

const field = (text: string, size: number) => {
  const bytes = new Uint8Array(size);
  bytes.set(bytesOf(cutText(text, size - 1)));
  return [...bytes];
};

describe("a user's text is sent as its bytes in every message", () => {
  it("-I, and the host's name, in a REGISTER_SUPER", () => {
    fc.assert(
      fc.property(given, (text) => {
        for (const options of [edge(["-c", "net", "-I", text]), edge(["-c", "net"], { hostname: text })]) {
          const [register] = sent(options);
          expect([...register!.subarray(39, 55)]).toEqual(field(text, 16));
        }
      }),
    );
  });

  it("-c, and N2N_COMMUNITY, in every header: its first 19 bytes, as n2n counts them", () => {
    fc.assert(
      fc.property(given, (text) => {
        const expected = new Uint8Array(20);
        expected.set(bytesOf(text).subarray(0, 19));
        for (const options of [edge(["-c", text]), edge([], { env: { N2N_COMMUNITY: text } })]) {
          for (const bytes of sent(options)) expect([...bytes.subarray(4, 24)]).toEqual([...expected]);
        }
      }),
    );
  });

  it("-k and N2N_KEY seal, -J and -I sign, with every byte", () => {
    fc.assert(
      fc.property(
        given.filter((text) => !text.includes("\ufffd")),
        (text) => {
          const { key } = edge(["-c", "net", "-k", text]);
          expect(payloadKey(key)).toEqual(payloadKey(bytesOf(text)));
          expect(edge(["-c", "net"], { env: { N2N_KEY: text } }).key).toBe(key);
          const { user } = edge(["-c", "net", "-A4", "-k", "k", "-I", text, "-J", text]).config;
          const bytes = (part: string) => textOf(bytesOf(part));
          expect(userPrivateKey(user!.name, user!.password)).toEqual(
            userPrivateKey(bytes(cutText(text, 15)), bytes(text)),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it("-V in the answer to a ping, -F in the federation's name", () => {
    fc.assert(
      fc.property(given, (text) => {
        const options = supernode(["-V", text, "-F", text]);
        const machine = new Supernode(options.config, seededRandom(1));
        const source = "02:00:00:00:00:01" as Mac;
        const ping: Message = {
          type: "QUERY_PEER",
          ttl: 2,
          fromSupernode: false,
          community: "net" as CommunityName,
          source,
          target: "00:00:00:00:00:00" as Mac,
          aflags: 0,
        };
        const from = { address: "192.0.2.9", port: 9 };
        const bytes = encode(ping);
        const actions = machine.handle({ kind: "datagram", from, to: undefined, via: undefined, bytes }, now);
        const [answer] = actions.flatMap((action) => (action.kind === "send" ? [action.bytes] : []));
        expect([...answer!.subarray(-20)]).toEqual(field(text, 20));
        expect(options.federation.name).toBe(cutText(text, 18));
      }),
    );
  });

  it("a list of communities names the community that the edges of that name are in", () => {
    const word = given.filter((text) => /^[^#*[\]().?+\\^$|\s]+$/.test(text));
    fc.assert(
      fc.property(word, (text) => {
        const { fixed } = parseCommunityList(`${text}\n`, "list");
        expect([...fixed.keys()]).toEqual([edge(["-c", text]).config.community]);
      }),
    );
  });

  it("an interface gets this name, or it is refused with one line", () => {
    fc.assert(
      fc.property(given, (text) => {
        try {
          expect(byteLength(edge(["-c", "net", "-d", text]).device)).toBeLessThanOrEqual(15);
        } catch (error) {
          expect((error as Error).message).toMatch(/^-d .* is not right: give an interface name/s);
        }
      }),
    );
  });
});

describe("bytes that a peer sends", () => {
  const field = (size: number) =>
    fc
      .array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: size })
      .map((codes) => String.fromCharCode(...codes));
  const steering = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
  const isClean = (text: string) => expect(text.replaceAll(/[\n\t]/g, "")).not.toMatch(steering);
  const source = "02:00:00:00:00:02" as Mac;
  const from = { address: "192.0.2.9", port: 9 };
  const common = { ttl: 2, fromSupernode: false } as const;

  it("are clean on every screen of an edge, and UTF-8 is readable", () => {
    fc.assert(
      fc.property(field(15), (description) => {
        const options = edge(["-c", "net", "-a", "10.0.0.1"]);
        const transform = makeTransform("null", "", seededRandom(2));
        const machine = new Edge({ ...options.config, transform }, seededRandom(3));
        machine.handle({ kind: "start" }, now);
        const register: Message = {
          type: "REGISTER",
          ...common,
          community: "net" as CommunityName,
          cookie: 0x10000,
          source,
          destination: options.config.mac,
          address: { address: "10.0.0.2", prefix: 24 },
          description: description as FieldText,
        };
        machine.handle({ kind: "datagram", from, bytes: encode(register) }, now);
        const view = { ...machine.status(), version: "v", community: "net", startedAt: now };
        expect(view.peers).toHaveLength(1);
        isClean(edgeText(view, now).join(""));
        isClean(JSON.stringify(view));
        const path = { desc: description, macaddr: source, path: "direct", sockaddr: "", why: "new" };
        const info = { version: description, community: description };
        isClean(edgeStatusText({ info: [info], supernodes: [{ version: description }], paths: [path] }, 0, plainStyle));
        isClean(
          line(
            { level: "info", what: "x", with: { description, textOf: textOf(Buffer.from(description, "latin1")) } },
            new Date(),
          ),
        );
      }),
    );
  });

  it("are clean on every screen of a supernode", () => {
    fc.assert(
      fc.property(field(15), field(19), (description, community) => {
        const machine = new Supernode(supernode([]).config, seededRandom(1));
        const register: Message = {
          type: "REGISTER_SUPER",
          ...common,
          community: community as CommunityName,
          cookie: 1,
          edge: source,
          address: { address: "10.0.0.2", prefix: 24 },
          description: description as FieldText,
          auth: { scheme: 1, token: new Uint8Array(16) },
          keyTime: 0,
        };
        const bytes = Uint8Array.from(encode(register));
        const actions = machine.handle({ kind: "datagram", from, to: undefined, via: undefined, bytes }, now);
        const view = { ...machine.status(), version: "v", mac: source, startedAt: now };
        expect(view.communities.at(-1)!.edges).toHaveLength(1);
        isClean(supernodeText(view, now).join(""));
        isClean(JSON.stringify(view));
        for (const action of actions) if (action.kind === "note") isClean(line(action.note, new Date()));
      }),
    );
  });

  it.each(["我的电脑", "café", "Ünï-π"])("%s is read as it was written", (text) => {
    const description = Buffer.from(text, "utf8").toString("latin1") as FieldText;
    expect(shownText(description)).toBe(text);
    expect(fieldText(text, 16)).toBe(description);
  });
});
