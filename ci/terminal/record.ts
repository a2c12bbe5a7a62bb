/**
 * docs/terminal: what a terminal shows of each verb of the laboratory by hand. To write it again, in a clone, with script(1):
 *
 *     npx tsx ci/terminal/record.ts
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { terminalPicture } from "./picture.ts";
import { labSession, recordedSession, transcript, type ShownVerb } from "./session.ts";

const folder = join(import.meta.dirname, "../../docs/terminal");

const all = await recordedSession(labSession);
writeFileSync(join(folder, "lab.txt"), transcript(all));
const of = (...verbs: readonly string[]): readonly ShownVerb[] =>
  all.filter(({ typed }) => verbs.some((verb) => typed.startsWith(verb)));
const picture = (name: string, title: string, chosen: readonly ShownVerb[]): void =>
  writeFileSync(join(folder, name), terminalPicture(transcript(chosen).trimEnd().split("\n"), title));

picture("nat.svg", "the nodes of a laboratory, and the binding table of a NAT", of("inspect", "nat homeA"));
