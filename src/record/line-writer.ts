import type { Message } from "../wire/message.ts";
import { blankFrame, blankPlain, blankSealed } from "./blank.ts";
import type { PackedBytes } from "./format.ts";
import { pack } from "./packed.ts";
import type { RecordingParts } from "./seals/recorded.ts";
import { said } from "./said.ts";

/** The lines common to all programs. */
export class LineWriter {
  readonly around: Pick<RecordingParts, "veil" | "payloads" | "sealed">;
  /** The message under the hidden header of the current event's datagram; undefined = none was opened. */
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

/** Converts a program's events and actions to lines. */
export interface Lines<Event, Action> {
  event(event: Event, writer: LineWriter): object;
  action(action: Action, writer: LineWriter): object;
  /** Called before the machine handles the event. False = it must not be written. */
  prepare?(event: Event): boolean;
}
