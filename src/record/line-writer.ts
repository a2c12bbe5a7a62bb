import type { Message } from "../wire/message.ts";
import { blankFrame, blankPlain, blankSealed } from "./blank.ts";
import type { PackedBytes } from "./format.ts";
import { pack } from "./packed.ts";
import type { RecordingParts } from "./recorded-seals.ts";
import { said } from "./said.ts";

/** What the lines of every program have in common. */
export class LineWriter {
  readonly around: Pick<RecordingParts, "veil" | "payloads" | "sealed">;
  /** What the datagram of the present event held under its hidden header; undefined = it had none that opened. */
  opened: Message["type"] | "malformed" | undefined;

  constructor(around: LineWriter["around"]) {
    this.around = around;
  }

  datagram(bytes: Uint8Array): PackedBytes {
    const { veil, payloads } = this.around;
    return pack(this.opened === undefined ? blankPlain(bytes, veil, payloads) : blankSealed(bytes, this.opened, veil));
  }

  frame(frame: Uint8Array): PackedBytes {
    return pack(blankFrame(frame, this.around.payloads));
  }

  said(bytes: Uint8Array): object {
    return said(bytes, this.around.sealed, this.around.veil);
  }
}

/** How a program's events and actions are written. */
export interface Lines<Event, Action> {
  event(event: Event, writer: LineWriter): object;
  action(action: Action, writer: LineWriter): object;
  /** Before the machine is given the event. False = it must not be written. */
  prepare?(event: Event): boolean;
}
