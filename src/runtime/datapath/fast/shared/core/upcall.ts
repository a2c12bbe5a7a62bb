/** A datagram that the program has to look at. */
@unmanaged
export class Upcall {
  start: u32;
  length: i32;
  /** In which of the messages that were received. */
  message: i32;
}
