import { setControl, setMessage, setVector, setVectorCount } from "./kernel";
import {
  controlBytes,
  headerBytes,
  messageBytes,
  relayedBytes,
  runBytes,
  runMax,
  segments,
  vectorBytes,
} from "./limits";
import { headers, outControl, outMessages, outVectors, splitMessages } from "./regions";

//  Datagrams to be passed on. Those that follow each other to one edge, all of one size but a shorter last one, become
//  one message that the kernel cuts (UDP_SEGMENT, udp(7)).

export let messageCount: i32 = 0;
export let passedOn: i32 = 0;
let openTarget: usize = 0;
let openSize: i32 = 0;
let openRun: i32 = 0;
let openBytes: i32 = 0;

export function beginRuns(): void {
  messageCount = 0;
  passedOn = 0;
  openTarget = 0;
}

/** The PACKET at `at` goes to the edge of the entry `target`; the sender is seen at `name`, a sockaddr_in. */
export function passOn(at: usize, length: i32, name: usize, target: usize): void {
  const header = headers + <usize>passedOn * 48;
  memory.copy(header, at, 36);
  store<u8>(header, load<u8>(at, 1) - 1, 1);
  // Type PACKET, from a supernode, with a socket (§2); then family 0 = IPv4, port and address (§3.5).
  store<u8>(header, 0x63, 3);
  store<u16>(header, 0, 36);
  store<u16>(header, load<u16>(name, 2), 38);
  store<u32>(header, load<u32>(name, 4), 40);
  store<u16>(header, load<u16>(at, 36), 44);
  const vectors = outVectors + <usize>passedOn * 2 * vectorBytes;
  setVector(vectors, header, relayedBytes);
  setVector(vectors + vectorBytes, at + headerBytes, length - headerBytes);
  passedOn++;
  const size = length + relayedBytes - headerBytes;
  if (!extend(target, size)) begin(target, size, vectors);
}

function extend(target: usize, size: i32): bool {
  if (openTarget != target || size > openSize || openRun == runMax || openBytes + size > runBytes) return false;
  openRun++;
  openBytes += size;
  const message = outMessages + <usize>(messageCount - 1) * messageBytes;
  setVectorCount(message, outVectors, openRun * 2);
  if (openRun == 2) segmented(message, target, messageCount - 1, openSize);
  // The last one may be shorter.
  if (size < openSize) openTarget = 0;
  return true;
}

function begin(target: usize, size: i32, vectors: usize): void {
  const message = outMessages + <usize>messageCount * messageBytes;
  const control = outControl + <usize>messageCount * controlBytes;
  setMessage(message, target + 32, vectors, 2, control, leaveFrom(control, target));
  messageCount++;
  openTarget = target;
  openSize = size;
  openRun = 1;
  openBytes = size;
}

/** A struct cmsghdr with struct in_pktinfo (ip(7)): the address that the edge talks to. Returns the bytes used. */
function leaveFrom(control: usize, target: usize): i32 {
  const source = load<u32>(target, 48);
  if (source == 0) return 0;
  store<u64>(control, 28);
  store<u32>(control, 0, 8);
  store<u32>(control, 8, 12);
  store<u32>(control, 0, 16);
  store<u32>(control, source, 20);
  store<u64>(control, 0, 24);
  return 32;
}

/** A struct cmsghdr with the size behind what is there. */
function segmented(message: usize, target: usize, index: i32, size: i32): void {
  const control = outControl + <usize>index * controlBytes;
  const before: i32 = load<u32>(target, 48) == 0 ? 0 : 32;
  const at = control + <usize>before;
  store<u64>(at, 18);
  store<u32>(at, 17, 8);
  store<u32>(at, 103, 12);
  store<u64>(at, <u64>size, 16);
  setControl(message, control, before + 24);
}

/** The message as one for each of its datagrams, at `splitMessages`; how many. */
export function splitMessage(index: i32): i32 {
  if (index < 0 || index >= messageCount || messageCount > segments) unreachable();
  const message = outMessages + <usize>index * messageBytes;
  const count = <i32>load<u64>(message, 24) / 2;
  for (let i = 0; i < count; i++) {
    const one = splitMessages + <usize>i * messageBytes;
    memory.copy(one, message, messageBytes);
    store<u64>(one, load<u64>(message, 16) + <u64>(i * 2 * vectorBytes), 16);
    store<u64>(one, 2, 24);
    const control = load<u64>(message, 40) > 24 ? 32 : 0;
    store<u64>(one, <u64>control, 40);
    if (control == 0) store<u64>(one, 0, 32);
  }
  return count;
}
