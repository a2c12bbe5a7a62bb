import { hiddenBytes } from "../limits";
import { hidden } from "../regions";

/** A datagram being opened. */
@unmanaged
export class Hidden {
  /** Its first bytes as received. */
  saved: u64;
  saved8: u64;
  saved16: u64;
  saved24: u64;
  saved32: u64;
  saved40: u64;
  start: u32;
  length: i32;
  /** Its position: the received message, and the offset in it. */
  message: i32;
  offset: i32;
  peer: i32;
}

export function hiddenRow(i: i32): Hidden {
  return changetype<Hidden>(hidden + <usize>i * hiddenBytes);
}
