import { Hidden, hiddenRow } from "./hiding/hidden-rows";
import {
  JoinedControl,
  joinedControlLength,
  levelUdp,
  Message,
  messageBytes,
  nameBytes,
  udpGro,
  Vector,
  vectorBytes,
} from "../../shared/core/linux";
import { setMessage, setVector } from "./kernel";
import { inControlBytes, messagesIn, receiveBytes, receiveStride, stageBytes } from "./limits";
import { inControl, inMessages, inNames, inVectors, received } from "./regions";

// The result of one recvmmsg(2): messages, each of one datagram or of several that the kernel joined. They are
// visited once, in order; those with hidden headers are stored in rows, opened many at a time, and visited again.

/** The current message, and the start of the current datagram in it. */
export let message: i32 = 0;
let messages: i32 = 0;
let offset: i32 = 0;
/** Space in the stage for the datagrams in the rows of hidden ones. */
let noted: i32 = 0;
let placed: i32 = 0;

/** Prepares the messages for recvmmsg(2). */
export function prepareReceive(): void {
  for (let i = 0; i < messagesIn; i++) {
    const n = <usize>i;
    const vector = inVectors + n * vectorBytes;
    setVector(changetype<Vector>(vector), received + n * receiveStride, receiveBytes);
    const message = changetype<Message>(inMessages + n * messageBytes);
    setMessage(message, inNames + n * nameBytes, vector, 1, inControl + n * inControlBytes, inControlBytes);
  }
}

export function beginDatagrams(count: i32): void {
  messages = count < messagesIn ? count : messagesIn;
  message = 0;
  offset = 0;
}

/** Is there a current datagram? */
export function isAtHand(): bool {
  return message < messages;
}

export function here(): usize {
  return received + <usize>message * receiveStride + <usize>offset;
}

export function partLength(): i32 {
  const header = changetype<Message>(inMessages + <usize>message * messageBytes);
  const length = lengthOfMessage();
  return min(segmentSize(header, length), length - offset);
}

export function advance(part: i32): void {
  offset += part;
  if (offset < lengthOfMessage()) return;
  message++;
  offset = 0;
}

/** Stores the current datagram in the i-th row, and moves to the next; false = none, or no room in the stage. */
export function place(i: i32): bool {
  if (i == 0) noted = placed = 0;
  if (message >= messages) return false;
  const part = partLength();
  if (noted + part + 16 > stageBytes) return false;
  noted += (part + 15) & ~15;
  store<u32>(changetype<usize>(hiddenRow(i)), <u32>here(), offsetof<Hidden>("start"));
  store<i32>(changetype<usize>(hiddenRow(i)), part, offsetof<Hidden>("length"));
  store<i32>(changetype<usize>(hiddenRow(i)), message, offsetof<Hidden>("message"));
  store<i32>(changetype<usize>(hiddenRow(i)), offset, offsetof<Hidden>("offset"));
  advance(part);
  placed++;
  // The position after the last one.
  store<i32>(changetype<usize>(hiddenRow(i + 1)), message, offsetof<Hidden>("message"));
  store<i32>(changetype<usize>(hiddenRow(i + 1)), offset, offsetof<Hidden>("offset"));
  return true;
}

/** Returns to the datagram of a row, or to the one after the last; false = none. */
export function takePlace(i: i32): bool {
  if (placed > 0) {
    message = hiddenRow(i).message;
    offset = hiddenRow(i).offset;
  }
  return message < messages;
}

function lengthOfMessage(): i32 {
  return min(changetype<Message>(inMessages + <usize>message * messageBytes).received, receiveBytes);
}

/** Size of a message's datagrams, if the kernel joined some; otherwise of the message. */
function segmentSize(header: Message, length: i32): i32 {
  const index = (changetype<usize>(header) - inMessages) / messageBytes;
  const control = changetype<JoinedControl>(inControl + index * inControlBytes);
  const joined =
    header.controlLength >= <u64>joinedControlLength && control.level == levelUdp && control.type == udpGro;
  const size = joined ? control.size : length;
  return size > 0 ? size : max(length, 1);
}
