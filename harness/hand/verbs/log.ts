import { closeSync, openSync, readSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { basename } from "node:path";
import { askKeeper } from "../keeper/ask.ts";
import { chosenLab } from "../keeper/lab-record.ts";
import { journalIn } from "../keeper/places.ts";
import { linesWithin } from "../say-within.ts";
import { only, readVerbOptions, VerbUsage, type LabVerb } from "./verb.ts";

/** Tunable: milliseconds between two looks at growing files; bytes read at once. */
const tuned = { lookEvery: 200, piece: 1 << 16 };

/** Shows logs. */
export const log: LabVerb = {
  usage: "log [HOST]",
  does: "show what was done to a laboratory, or what the programs of a host print",
  options: [["-f, --follow", "and what comes, until Ctrl-C"]],
  examples: [
    ["", "events, starts and stops, with their times"],
    ["alice", "what its programs printed"],
    ["alice --follow", "and what they print from now on"],
  ],
  async run(args, { lab, say, width }) {
    const { values, words } = readVerbOptions(args, { follow: { type: "boolean", short: "f", default: false } });
    const [host] = only(words, 1);
    const chosen = chosenLab(values.name ?? lab);
    const files = host === undefined ? [journalIn(chosen.record!.files)] : await logsOf(chosen, host);
    const readers = files.map((file) => new Growing(file));
    const show = (): void => {
      for (const { name, more } of readers.map((reader) => ({ name: reader.file, more: reader.read() }))) {
        if (more === "") continue;
        if (files.length > 1) say(`==> ${basename(name)} <==`);
        process.stdout.write(host === undefined ? linesWithin(more, width).join("\n") : more);
      }
    };
    show();
    while (values.follow) {
      await sleep(tuned.lookEvery);
      show();
    }
    return 0;
  },
};

async function logsOf(lab: Parameters<typeof askKeeper>[0], host: string): Promise<readonly string[]> {
  await askKeeper(lab, "enter", { node: host });
  const view = (await askKeeper(lab, "inspect", {})).find(({ name }) => name === host)!;
  const files = [...new Set(view.programs.map((program) => program.log))];
  if (files.length === 0) throw new VerbUsage(`nothing was started in ${host}`);
  return files;
}

/** A file that is read as it grows. */
class Growing {
  readonly file: string;
  #read = 0;

  constructor(file: string) {
    this.file = file;
  }

  /** What was added since; whole bytes of text are not waited for. */
  read(): string {
    const size = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    if (size <= this.#read) return "";
    const descriptor = openSync(this.file, "r");
    try {
      const pieces: Buffer[] = [];
      while (this.#read < size) {
        const piece = Buffer.alloc(Math.min(tuned.piece, size - this.#read));
        const count = readSync(descriptor, piece, 0, piece.length, this.#read);
        if (count === 0) break;
        this.#read += count;
        pieces.push(piece.subarray(0, count));
      }
      return Buffer.concat(pieces).toString();
    } finally {
      closeSync(descriptor);
    }
  }
}
