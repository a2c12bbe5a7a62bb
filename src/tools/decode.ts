import { stat } from "node:fs/promises";
import { parseArgs } from "node:util";
import { printableJson } from "../base/byte-text.ts";
import { fromHex } from "../base/bytes.ts";
import { ConfigError } from "../base/config-error.ts";
import { rawEnvironment } from "../runtime/process/text.ts";
import { loadZstd } from "../seal/compression/zstd.ts";
import { communityField } from "./community-field.ts";
import { openCapture } from "./decode/capture/file.ts";
import { decodeCapture, type DecodeOptions } from "./decode/decode-capture.ts";
import { userOf } from "./decode/keys.ts";
import { NotACapture } from "./decode/capture/read-capture.ts";
import { Printer } from "./decode/printer.ts";
import { withProgress } from "./decode/progress.ts";
import { Skipped } from "./decode/skipped.ts";
import { runTool } from "./run-tool.ts";

const help = `npm run -s decode -- FILE [options]

Decodes the n2n messages of a capture (pcap or pcapng, plain or gzip; - = standard input) to JSON, one object per
message: UDP, and the TCP of edges with -S2. Reads Ethernet with VLAN tags, raw IP, loopback, PPPoE and Linux's cooked
headers, and reassembles IP fragments.

  --community NAME        opens encrypted headers (-H); may be repeated
  --key TEXT              the -k of the edges, opens payloads; or set N2N_KEY
  --transform 1..5|auto   the cipher of payloads; auto (the default) = as each payload says
  --user NAME:PASSWORD    the -I and -J of an edge; may be repeated; dynamic keys are learned from the capture
  --federation NAME       the -F of the supernodes, without the star (default: Federation)
  --dynamic-key HEX       32 hexadecimal digits; may be repeated; for captures without the registration

Examples:
  npm run -s decode -- edge.pcap
  npm run -s decode -- edge.pcap --community mynetwork --key secret
  npm run -s decode -- edge.pcap --community mynetwork --key secret --user logan:007 --federation secretFed

A message that no key opens is listed as "undecoded"; a payload that no key opens keeps its bytes as "payload". AES and
Twofish cannot detect a wrong key: frames are then garbage. Standard error names everything that was skipped, and shows
progress every 5 seconds.

Exit code: 0 everything was read; 2 skipped part of the capture that may have held messages, or found none; 64 usage,
or not a capture.
`;

const exitCode = { incomplete: 2 } as const;

const options = {
  community: { type: "string", multiple: true, default: [] as string[] },
  key: { type: "string" },
  transform: { type: "string", default: "auto" },
  user: { type: "string", multiple: true, default: [] as string[] },
  federation: { type: "string", default: "Federation" },
  "dynamic-key": { type: "string", multiple: true, default: [] as string[] },
} as const;

await runTool("decode", help, async (args) => {
  const { file, ...how } = parse(args);
  const skipped = new Skipped();
  const say = (line: string) => process.stderr.write(`decode: ${file}: ${line}\n`);
  const printer = new Printer(process.stdout);
  const source = await openCapture(file, how.users.length > 0 ? 2 : 1);
  const zstd = await loadZstd();
  let rows = 0;
  const reading = withProgress(source, await sizeOf(file), () => rows, say);
  try {
    for await (const row of decodeCapture(reading.file, how, zstd, skipped)) {
      await printer.print(`${rows++ === 0 ? "[\n" : ",\n"}${printableJson(row)}`);
    }
  } catch (error) {
    throw error instanceof NotACapture ? new ConfigError(`${file}: ${error.message}`) : error;
  } finally {
    reading.end();
  }
  await printer.print(rows === 0 ? "[]\n" : "\n]\n");
  await printer.flush();
  const lines = rows === 0 ? [...skipped.lines, "no messages in it"] : skipped.lines;
  for (const line of lines) say(line);
  return skipped.lost || rows === 0 ? exitCode.incomplete : 0;
});

/** Size in bytes; undefined = not a file, or unreadable, which is reported when it is read. */
async function sizeOf(name: string): Promise<number | undefined> {
  const found = name === "-" ? undefined : await stat(name).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}

function parse(args: readonly string[]): DecodeOptions & { readonly file: string } {
  const { values, positionals } = words(args);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new ConfigError("which file? e.g. npm run -s decode -- edge.pcap");
  for (const name of [...values.community, values.federation]) {
    if (communityField(name) === undefined) throw new ConfigError(`"${name}" is not a community name`);
  }
  return {
    file,
    communities: values.community,
    key: values.key ?? rawEnvironment()["N2N_KEY"] ?? process.env["N2N_KEY"],
    transform: transformOf(values.transform),
    users: values.user.map((text) => user(text, values.federation)),
    federation: values.federation,
    dynamicKeys: values["dynamic-key"].map(dynamicKey),
  };
}

function words(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

function transformOf(text: string): DecodeOptions["transform"] {
  if (text === "auto") return text;
  if (/^[1-5]$/.test(text)) return Number(text) as 1 | 2 | 3 | 4 | 5;
  throw new ConfigError(`--transform ${text}: must be 1 to 5, or auto`);
}

function user(text: string, federation: string) {
  const at = text.indexOf(":");
  const known = at > 0 ? userOf(text.slice(0, at), text.slice(at + 1), federation) : undefined;
  if (known === undefined) throw new ConfigError(`--user ${text}: must be NAME:PASSWORD`);
  return known;
}

function dynamicKey(text: string): Uint8Array {
  if (!/^[0-9a-f]{32}$/i.test(text)) throw new ConfigError(`--dynamic-key ${text}: must be 32 hexadecimal digits`);
  return fromHex(text);
}
