import { headerBytes } from "../limits";
import { payloadLength, slotAt, slotCount } from "../outgoing";
import { segmentAt, segmentCount } from "../incoming";
import { chain, finals, order, stage } from "../regions";

//  CBC with ciphertext stealing (fact sheet §6) for many packets at once. A cipher that is called for one block after
//  the other waits for each; here block b of every packet goes through one call of the plain block cipher (ECB), and
//  the chaining happens in between. Opening needs no waiting at all: everything in one call, and one for the last
//  blocks that were cut.

/** Zeros behind each payload up to a whole block; puts the slots in order, the longest first. Returns its blocks. */
export function beginCbc(): i32 {
  let most = 0;
  for (let i = 0; i < slotCount; i++) {
    const length = payloadLength(i);
    const end = slotAt(i) + <usize>(headerBytes + length);
    memory.fill(end, 0, -length & 15);
    most = max(most, blocksOf(i));
    insert(i);
  }
  for (let i = 0; i < slotCount; i++) v128.store(chain + <usize>i * 16, v128.load(payloadOf(slotInOrder(i))));
  return most;
}

/** How many slots have more than `block` blocks: the length of the chain. */
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

/** The chain was encrypted: its blocks go where they belong, and the next ones are chained to them. */
export function stepCbc(block: i32, active: i32): void {
  const offset = <usize>block * 16;
  for (let i = 0; i < active; i++) {
    const slot = slotInOrder(i);
    const at = payloadOf(slot) + offset;
    const sealed = v128.load(chain + <usize>i * 16);
    v128.store(at, sealed);
    if (block + 1 < blocksOf(slot)) v128.store(chain + <usize>i * 16, v128.xor(sealed, v128.load(at, 16)));
  }
}

/** Leaves the rest of the first `active` slots to a cipher that chains by itself, from `block` on with a zero IV. */
export function leaveCbc(block: i32, active: i32): void {
  const offset = <usize>block * 16;
  for (let i = 0; i < active; i++) v128.store(payloadOf(slotInOrder(i)) + offset, v128.load(chain + <usize>i * 16));
}

export function slotInOrder(i: i32): i32 {
  return load<i32>(order + <usize>i * 4);
}

export function payloadOf(slot: i32): usize {
  return slotAt(slot) + <usize>headerBytes;
}

export function blocksOf(slot: i32): i32 {
  return (payloadLength(slot) + 15) >> 4;
}

/** Where padding was needed, the two last blocks change places and the padding is not sent. */
export function steal(): void {
  for (let i = 0; i < slotCount; i++) {
    if ((payloadLength(i) & 15) == 0) continue;
    const last = payloadOf(i) + <usize>((blocksOf(i) - 1) * 16);
    const a = v128.load(last);
    const b = v128.load(last - 16);
    v128.store(last, b);
    v128.store(last - 16, a);
  }
}

/** Copies the sealed blocks side by side; returns how many bytes are to be decrypted block by block. */
export function stageSealed(): i32 {
  let total = 0;
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    const length = load<i32>(row, 4);
    const at = stage + <usize>load<i32>(row, 8);
    memory.copy(at, <usize>load<u32>(row), length & ~15);
    total = load<i32>(row, 8) + ((length + 15) & ~15);
  }
  return total;
}

/**
 * The whole blocks are decrypted. A cut last block takes its end from the one before it; those blocks are gathered,
 * to be decrypted as well. Returns their number.
 */
export function gatherCut(): i32 {
  let count = 0;
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    const length = load<i32>(row, 4);
    const rest = length & 15;
    if (rest == 0) continue;
    const whole = <usize>(length >> 4) * 16;
    const sealed = <usize>load<u32>(row);
    const before = stage + <usize>load<i32>(row, 8) + whole - 16;
    const final = finals + <usize>count * 16;
    v128.store(final, v128.load(before));
    memory.copy(final, sealed + whole, rest);
    v128.store(before + 16, v128.xor(v128.load(before), v128.load(final)));
    count++;
  }
  return count;
}

/** Undoes the chaining; the segments are then the staged, plain ones. */
export function unchain(): void {
  let count = 0;
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    const length = load<i32>(row, 4);
    const sealed = <usize>load<u32>(row);
    const plain = stage + <usize>load<i32>(row, 8);
    const whole = length >> 4;
    const cut = (length & 15) != 0;
    const chained = cut ? whole - 1 : whole;
    for (let k = 1; k < chained; k++) {
      const at = <usize>k * 16;
      v128.store(plain + at, v128.xor(v128.load(plain + at), v128.load(sealed + at - 16)));
    }
    if (cut) {
      let block = v128.load(finals + <usize>count * 16);
      if (whole >= 2) block = v128.xor(block, v128.load(sealed + <usize>(whole - 2) * 16));
      v128.store(plain + <usize>(whole - 1) * 16, block);
      count++;
    }
    store<u32>(row, <u32>plain);
  }
}

/** Most slots of a batch are as long as the one before. */
function insert(slot: i32): void {
  let at = slot;
  const blocks = blocksOf(slot);
  while (at > 0 && blocksOf(slotInOrder(at - 1)) < blocks) {
    store<i32>(order + <usize>at * 4, slotInOrder(at - 1));
    at--;
  }
  store<i32>(order + <usize>at * 4, slot);
}
