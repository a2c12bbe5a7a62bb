/** A datagram for the program. */
@unmanaged
export class Upcall {
  start: u32;
  length: i32;
  /** Index of its received message. */
  message: i32;
}
