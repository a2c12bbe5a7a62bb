import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Endpoint, IpNet } from "../../base/address/endpoint.ts";
import { fromHex, hex } from "../../base/bytes.ts";
import { loadZstd } from "../../seal/compression/zstd.ts";
import { decode } from "../../wire/codec.ts";
import type { Auth, CommunityName, FieldText, Message, RegisterSuperAck } from "../../wire/message.ts";
import manifest from "../decode/captures/manifest.json" with { type: "json" };
import { decodeCapture } from "../decode/decode-capture.ts";
import { userOf } from "../decode/keys.ts";
import { openers } from "../decode/openers.ts";
import { Skipped } from "../decode/skipped.ts";
import { declared } from "./declared.ts";
import { dissector } from "./dissector.ts";

interface Known {
  readonly name: string;
  readonly community: string;
  readonly key?: string;
  readonly federation?: string;
  readonly users?: readonly (readonly [string, string])[];
}

interface Row {
  readonly wire: string;
  readonly undecoded?: true;
  readonly dynamic_key?: string;
  readonly header_encryption?: string;
  readonly stamp?: string;
}

/** Fields of a message: name in tshark → its values, in their order. */
type Shown = Record<string, readonly string[]>;

const zstd = await loadZstd();
const captures = new URL("../decode/captures/", import.meta.url);
const { messages, header } = declared();

const folder = mkdtempSync(join(tmpdir(), "n2n-dissector-"));
chmodSync(folder, 0o755);
writeFileSync(join(folder, "n2n.lua"), dissector("test"));
writeFileSync(join(folder, "empty.lua"), 'print("scripts run")');
/** Where another user reads it. */
const captured = join(folder, "captured.pcap");
writeFileSync(captured, readFileSync(new URL("p2p_a1_null.pcap", captures)));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Later versions run no scripts for root. */
const nobody = { uid: 65_534, gid: 65_534 };
const runsScripts = (as: object) =>
  spawnSync("tshark", ["-X", `lua_script:${join(folder, "empty.lua")}`, "-r", captured], {
    ...as,
    env: { ...process.env, HOME: folder },
  })
    .stdout?.toString()
    .includes("scripts run") === true;
const user = [process.getuid?.() === 0 ? nobody : {}, {}].find(runsScripts);

const title = `tshark shows what decode reads${user === undefined ? " (skipped: no tshark here that runs scripts)" : ""}`;

describe.skipIf(user === undefined)(title, () => {
  it.each(manifest as unknown as readonly Known[])("$name", async (known) => {
    const { ours, dynamicKeys } = await decodedOf(known);
    expect(ours.length).toBeGreaterThan(0);
    const shown = shownBy(known, dynamicKeys);
    expect(shown.length).toBe(ours.length);
    for (const [i, message] of shown.entries()) expect(message, `message ${i}`).toEqual(ours[i]);
  });

  it("without a key, encrypted messages are left alone", () => {
    expect(shownBy({ name: "hdr_a3_aes", community: "another" }, [])).toEqual([]);
  });

  it("a datagram that is cut is malformed, and no script fails", () => {
    const whole = readFileSync(new URL("p2p_a1_null.pcap", captures));
    // The first record: 79 bytes of REGISTER_SUPER behind 42 of Ethernet, IP and UDP; the token's size now exceeds any.
    const record = Buffer.from(whole.subarray(0, 24 + 16 + 121));
    record.writeUInt16BE(49, 24 + 16 + 42 + 24 + 4 + 6 + 5 + 16 + 2);
    const text = tshark(record, ["-V"]);
    expect(text).toContain("Malformed: token");
    expect(text).not.toMatch(/lua error/i);
  });
});

function tshark(capture: Uint8Array, options: readonly string[]): string {
  writeFileSync(captured, capture);
  const script = `lua_script:${join(folder, "n2n.lua")}`;
  return execFileSync("tshark", ["-X", script, "-r", captured, ...options], {
    ...user,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, HOME: folder },
  });
}

function shownBy({ name, community, federation }: Known, dynamicKeys: readonly string[]): Shown[] {
  const preferences = [
    ["communities", community],
    ["dynamic_keys", dynamicKeys.join(",")],
    ["federation", federation ?? "Federation"],
  ].flatMap(([key, value]) => ["-o", `n2n.${key}:${value}`]);
  const pdml = tshark(readFileSync(new URL(`${name}.pcap`, captures)), [...preferences, "-T", "pdml"]);
  expect(pdml).not.toMatch(/lua error/i);
  const layers = pdml.match(/<proto name="n2n"[^]*?<\/proto>/g) ?? [];
  return layers.map((layer) => {
    const shown: Record<string, string[]> = {};
    for (const [, field, show, value] of layer.matchAll(
      /<field name="n2n\.([^"]+)"[^>]*? show="([^"]*)"(?: value="([^"]*)")?/g,
    )) {
      if (isSocket(field!)) continue;
      (shown[field!] ??= []).push(isText(field!) ? textIn(value!) : isBytes(field!) ? value! : show!);
    }
    return shown;
  });
}

const fields = [header, ...Object.values(messages).map(({ layout }) => layout)].flat();
/** Peers may send any bytes as text (§3.8), so bytes are compared: up to the first zero, and the last never counts. */
const textIn = (value: string): string => hex(fromHex(value).subarray(0, -1)).replace(/^((?:..)*?)00.*$/, "$1");
const isText = (key: string): boolean => fields.some((one) => one.key === key && one.kind === "text");
const isSocket = (key: string): boolean => fields.some((one) => one.key === key && one.kind === "sock");
const isBytes = (key: string): boolean => key === "auth.token" || key === "payload" || key === "outer_hash";

const bytesOf = (text: FieldText | CommunityName): string => hex(Buffer.from(text, "latin1"));

async function decodedOf({ name, community, key, federation = "Federation", users = [] }: Known) {
  const known = {
    communities: [community],
    key,
    federation,
    users: users.map(([user, password]) => userOf(user, password, federation)!),
  };
  const file = readFileSync(new URL(`${name}.pcap`, captures));
  const rows: Row[] = [];
  const source = async function* () {
    yield file;
  };
  for await (const row of decodeCapture(
    source,
    { ...known, dynamicKeys: [], transform: "auto" },
    zstd,
    new Skipped(),
  )) {
    rows.push(row as Row);
  }
  const dynamicKeys = [...new Set(rows.flatMap((row) => row.dynamic_key ?? []))];
  const open = openers({ ...known, dynamicKeys: dynamicKeys.map(fromHex) });
  const ours = rows.filter((row) => row.undecoded !== true).map((row) => shownOf(row, open));
  return { ours, dynamicKeys };
}

function shownOf({ wire, header_encryption, stamp }: Row, open: ReturnType<typeof openers>): Shown {
  const bytes = fromHex(wire);
  const plain = decode(bytes);
  const opened = "malformed" in plain ? open.map((one) => one(bytes)).find((one) => one !== undefined) : undefined;
  const message = (opened === undefined ? plain : decode(opened.packet)) as Message;
  const [number, { layout }] = Object.entries(messages).find(([, one]) => one.name === message.type)!;
  const shown: Record<string, readonly string[]> = {
    ...(opened && { encrypted: [header_encryption!], stamp: [stamp!] }),
    ...(opened?.outerHash && { outer_hash: [hex(opened.outerHash)] }),
    type: [number],
    from_supernode: [message.fromSupernode ? "1" : "0"],
    version: ["3"],
    ttl: [String(message.ttl)],
    community: [bytesOf(message.community)],
  };
  for (const { name, key, kind } of layout) {
    const value = (message as unknown as Record<string, unknown>)[name];
    if (value !== undefined) Object.assign(shown, shownField(key, kind, value));
  }
  const flags = (opened?.packet ?? bytes)[3]!;
  return { ...shown, has_socket: [(flags & 0x40) === 0 ? "0" : "1"] };
}

function shownField(key: string, kind: string, value: unknown): Shown {
  switch (kind) {
    case "sock": {
      const { address, port } = value as Endpoint;
      return {
        [`${key}.${address.includes(":") ? "address6" : "address"}`]: [address],
        [`${key}.port`]: [String(port)],
      };
    }
    case "ipnet": {
      const { address, prefix } = value as IpNet;
      return { [key]: [address], [`${key}.prefix`]: [String(prefix)] };
    }
    case "auth": {
      const { scheme, token } = value as Auth;
      return { [`${key}.scheme`]: [String(scheme)], ...(token.length > 0 && { [`${key}.token`]: [hex(token)] }) };
    }
    case "supernodes": {
      const all = value as RegisterSuperAck["supernodes"];
      if (all.length === 0) return { [`${key}.count`]: ["0"] };
      return {
        [`${key}.count`]: [String(all.length)],
        [`${key}.address`]: all.map(({ socket }) => socket.address),
        [`${key}.port`]: all.map(({ socket }) => String(socket.port)),
        [`${key}.mac`]: all.map(({ mac }) => mac),
      };
    }
    case "bytes":
      return (value as Uint8Array).length > 0 ? { [key]: [hex(value as Uint8Array)] } : {};
    case "text":
      return { [key]: [bytesOf(value as FieldText)] };
    case "u32":
      return { [key]: [key === "cookie" ? `0x${(value as number).toString(16).padStart(8, "0")}` : String(value)] };
    default:
      return { [key]: [String(value)] };
  }
}
