import { vectorBytes } from "../../../shared/core/linux";
import { runMax } from "../limits";
import { flowVectors } from "../regions";

//  The tables of `coalesce.ts`.

/** An open run of frames. */
@unmanaged
export class Flow {
  protocol: i32;
  frames: i32;
  /** Payload of each frame except the last, which may have less. */
  payloadSize: i32;
  nextSequence: u32;
  /** Length of the joined frame. */
  totalLength: i32;
  /** Length of each frame's headers, Ethernet included. */
  headers: i32;
  /** 1 = no more frames may be added. */
  closed: i32;
  firstFrame: u32;
  /** Its part of `flowVectors`. */
  vectors: i32;
  /** Address of its IP addresses and ports. */
  key: u32;
  keyLength: i32;
  ipLength: i32;
  nextIdentification: u32;
}

/** A write to the TAP. */
@unmanaged
export class Write {
  vectors: u32;
  /** Including the virtio header's. */
  vectorCount: i32;
}

export function flowVectorsOf(flow: Flow): usize {
  return flowVectors + <usize>(load<i32>(changetype<usize>(flow), offsetof<Flow>("vectors")) * runMax * vectorBytes);
}
