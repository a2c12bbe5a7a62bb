/**
 * docs/log.md, made from the declared tables of notes and drops. To write the file again:
 *
 *     npx tsx ci/log-doc.ts > docs/log.md
 */
import { pathToFileURL } from "node:url";
import { edgeDrops } from "../src/status/edge-drops.ts";
import { edgeNotes } from "../src/status/edge-notes.ts";
import { supernodeDrops } from "../src/status/supernode-drops.ts";
import { supernodeNotes } from "../src/status/supernode-notes.ts";

export const logDoc = (): string =>
  [
    introduction,
    section("What an edge notes", "note", edgeNotes),
    section("Why an edge drops something", "reason", edgeDrops),
    section("What a supernode notes", "note", supernodeNotes),
    section("Why a supernode drops a datagram", "reason", supernodeDrops),
  ].join("\n");

const introduction = `# What the log says

Made from the tables in \`src/status\` by \`ci/log-doc.ts\`; do not edit. Warnings that need action are in
[troubleshooting](troubleshooting.md). Drops are counted; an edge notes them at \`-vv\`, with their reason.
`;

const section = (title: string, kind: string, table: Readonly<Record<string, string>>): string =>
  [
    `## ${title}`,
    "",
    `| ${kind} | meaning |`,
    "| --- | --- |",
    ...Object.entries(table).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
    "",
  ].join("\n");

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.stdout.write(logDoc());
