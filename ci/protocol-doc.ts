/**
 * The tables of docs/protocol.md, made from the declared layouts. To write the file again:
 *
 *     npx tsx ci/protocol-doc.ts > docs/protocol.md
 */
import { pathToFileURL } from "node:url";
import type { LayoutRow } from "../src/wire/layout.ts";
import { header, messages } from "../src/wire/layouts.ts";
import { spec } from "../src/wire/spec.ts";

export function protocolDoc(): string {
  const sections = Object.entries(messages)
    .sort(([, a], [, b]) => a.number - b.number)
    .map(([name, { number, layout }]) => section(`${number} ${name}`, layout.rows(spec.headerBytes)));
  return [introduction, section("Common header", header.rows(0)), ...sections].join("\n");
}

const introduction = `# The n2n v3 wire format

Made from the layouts in \`src/wire/layouts.ts\` by \`ci/protocol-doc.ts\`; do not edit. Integers are big endian. Offsets
count without optional fields (in brackets) and with IPv4 sockets; *n* is the size of the token before.

| encoding | bytes |
| --- | --- |
| mac | 6 |
| sock | family word (0 IPv4, 0x8000 IPv6), port, 4 or 16 address bytes |
| ipnet | IPv4 address, prefix length |
| text | UTF-8 (any bytes are kept), zero padded, the last byte always zero |
| auth | u16 scheme, u16 n, n ≤ ${spec.tokenMax} token bytes |
| supernodes | count ≤ ${spec.supernodesMax}, then ${spec.supernodeEntryBytes} bytes each |
`;

function section(title: string, rows: readonly LayoutRow[]): string {
  if (rows.length === 0) return `## ${title}\n\nThe header alone.\n`;
  const lines = rows.map(({ name, encoding, offset, size, optional, note }) => {
    const shown = optional ? `[${name}]` : name;
    return `| ${offset} | ${optional ? `(${size})` : size} | ${shown} | ${encoding} | ${note} |`;
  });
  return [
    `## ${title}`,
    "",
    "| offset | size | field | encoding | |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
    "",
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.stdout.write(protocolDoc());
