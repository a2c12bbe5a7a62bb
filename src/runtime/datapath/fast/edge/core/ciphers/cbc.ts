import { headerBytes } from "../../../shared/core/packet";
import { blockBytes } from "../limits";
import { payloadLength, slotAt, slotCount } from "../outgoing";
import { segmentAt, segmentCount } from "../incoming";
import { chain, finals, order, stage } from "../regions";

// CBC with ciphertext stealing (fact sheet §6) for many packets at once. A cipher called for one block after the
// other waits for each result; here block b of all packets goes through one call of the plain block cipher (ECB), and
// chaining is done in between. Opening needs no waiting: everything in one call, plus one for the last blocks that
// were cut.

/**
 * Pads each payload with zeros to whole blocks and sorts the slots, the longest first. Returns the blocks of the
 * longest.
 */
export function beginCbc(): i32 {
  let most = 0;
  for (let i = 0; i < slotCount; i++) {
    const length = payloadLength(i);
    const end = slotAt(i) + <usize>(headerBytes + length);
    memory.fill(end, 0, -length & 15);
    most = max(most, blocksOf(i));
    insert(i);
  }
  for (let i = 0; i < slotCount; i++) v128.store(chain + <usize>i * blockBytes, v128.load(payloadOf(slotInOrder(i))));
  return most;
}

/** Number of slots with more than `block` blocks: the width of this step. */
export function activeInCbc(block: i32): i32 {
  let low = 0;
  let high = slotCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocksOf(slotInOrder(middle)) > block) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** After encryption: moves the blocks to their places and chains the next ones to them. */
export function stepCbc(block: i32, active: i32): void {
  const offset = <usize>block * blockBytes;
  for (let i = 0; i < active; i++) {
    const slot = slotInOrder(i);
    const at = payloadOf(slot) + offset;
    const sealed = v128.load(chain + <usize>i * blockBytes);
    v128.store(at, sealed);
    if (block + 1 < blocksOf(slot))
      v128.store(chain + <usize>i * blockBytes, v128.xor(sealed, v128.load(at, blockBytes)));
  }
}

/** Leaves the rest of the first `active` slots, from `block` on, to a cipher that does the chaining, with a zero IV. */
export function leaveCbc(block: i32, active: i32): void {
  const offset = <usize>block * blockBytes;
  for (let i = 0; i < active; i++)
    v128.store(payloadOf(slotInOrder(i)) + offset, v128.load(chain + <usize>i * blockBytes));
}

export function slotInOrder(i: i32): i32 {
  return load<i32>(order + <usize>i * sizeof<i32>());
}

export function payloadOf(slot: i32): usize {
  return slotAt(slot) + <usize>headerBytes;
}

export function blocksOf(slot: i32): i32 {
  return (payloadLength(slot) + 15) >> 4;
}

/** If padding was needed, the last two blocks are swapped and the padding is not sent. */
export function steal(): void {
  for (let i = 0; i < slotCount; i++) {
    if ((payloadLength(i) & 15) == 0) continue;
    const last = payloadOf(i) + <usize>((blocksOf(i) - 1) * blockBytes);
    const a = v128.load(last);
    const b = v128.load(last - blockBytes);
    v128.store(last, b);
    v128.store(last - blockBytes, a);
  }
}

/** Copies the sealed blocks side by side; returns how many bytes are to be decrypted block by block. */
export function stageSealed(): i32 {
  let total = 0;
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    const length = row.length;
    const at = stage + <usize>row.staged;
    memory.copy(at, <usize>row.payload, length & ~15);
    total = row.staged + ((length + 15) & ~15);
  }
  return total;
}

/**
 * After decryption of the whole blocks: a cut last block takes its end from the block before it; gathers those blocks
 * to be decrypted as well. Returns their number.
 */
export function gatherCut(): i32 {
  let count = 0;
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    const length = row.length;
    const rest = length & 15;
    if (rest == 0) continue;
    const whole = <usize>(length >> 4) * blockBytes;
    const sealed = <usize>row.payload;
    const before = stage + <usize>row.staged + whole - blockBytes;
    const final = finals + <usize>count * blockBytes;
    v128.store(final, v128.load(before));
    memory.copy(final, sealed + whole, rest);
    v128.store(before + blockBytes, v128.xor(v128.load(before), v128.load(final)));
    count++;
  }
  return count;
}

/** Undoes the chaining; afterwards the segments are plain, in the stage. */
export function unchain(): void {
  let count = 0;
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    const length = row.length;
    const sealed = <usize>row.payload;
    const plain = stage + <usize>row.staged;
    const whole = length >> 4;
    const cut = (length & 15) != 0;
    const chained = cut ? whole - 1 : whole;
    for (let k = 1; k < chained; k++) {
      const at = <usize>k * blockBytes;
      v128.store(plain + at, v128.xor(v128.load(plain + at), v128.load(sealed + at - blockBytes)));
    }
    if (cut) {
      let block = v128.load(finals + <usize>count * blockBytes);
      if (whole >= 2) block = v128.xor(block, v128.load(sealed + <usize>(whole - 2) * blockBytes));
      v128.store(plain + <usize>(whole - 1) * blockBytes, block);
      count++;
    }
    row.payload = <u32>plain;
  }
}

/** A shortcut: most slots of a batch are as long as the one before. */
function insert(slot: i32): void {
  let at = slot;
  const blocks = blocksOf(slot);
  while (at > 0 && blocksOf(slotInOrder(at - 1)) < blocks) {
    store<i32>(order + <usize>at * sizeof<i32>(), slotInOrder(at - 1));
    at--;
  }
  store<i32>(order + <usize>at * sizeof<i32>(), slot);
}
