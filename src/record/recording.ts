import { ConfigError } from "../base/config-error.ts";
import type { Random } from "../base/random.ts";
import { formatVersion, type Opening, type ProgramName } from "./format.ts";
import type { Sink } from "./machine.ts";
import { Notebook } from "./notebook.ts";
import type { Payloads } from "./blank.ts";
import { RecordedSeals, type RecordingParts } from "./seals/recorded.ts";
import { SealedNow } from "./seals/sealed.ts";
import { Stranger } from "./veil.ts";

/** The output of a recording, and the contents of its first line other than the configuration. */
export interface Recording {
  readonly sink: Sink;
  readonly payloads: Payloads;
  readonly facts: Pick<Opening, "version" | "node" | "datapath" | "at">;
}

/** Common to the recording of any machine. */
export class Recorder {
  readonly veil: Stranger;
  readonly around: RecordingParts;
  readonly seals: RecordedSeals;
  readonly sink: Sink;
  readonly #facts: Recording["facts"];

  constructor({ sink, payloads, facts }: Recording, random: Random) {
    this.veil = new Stranger(random.bytes(32));
    this.around = { notebook: new Notebook(), veil: this.veil, payloads, sealed: new SealedNow() };
    this.seals = new RecordedSeals(this.around, random);
    this.sink = sink;
    this.#facts = facts;
  }

  /** Throws ConfigError. */
  open(program: ProgramName, config: object): void {
    const { payloads } = this.around;
    const opening: Opening = { recording: formatVersion, program, ...this.#facts, payloads, config };
    if (!this.sink.turn([JSON.stringify(opening)]))
      throw new ConfigError("--record-limit leaves no room for the configuration, which comes first: give more");
  }
}
