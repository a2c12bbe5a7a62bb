import { vectorBytes } from "../../../shared/core/linux";
import { runMax } from "../limits";
import { flowVectors } from "../regions";

//  The tables of `coalesce.ts`.

/** An open run of frames. */
@unmanaged
export class Flow {
  protocol: i32;
  frames: i32;
  /** Of each frame but the last, which may have less. */
  payloadSize: i32;
  nextSequence: u32;
  /** Of the frame that they will be. */
  totalLength: i32;
  /** How long the headers of each are, Ethernet's with them. */
  headers: i32;
  /** 1 = no frame may follow. */
  closed: i32;
  firstFrame: u32;
  /** Which part of `flowVectors` is its own. */
  vectors: i32;
  /** Where the addresses and ports are. */
  key: u32;
  keyLength: i32;
  ipLength: i32;
  nextIdentification: u32;
}

/** A write to the TAP. */
@unmanaged
export class Write {
  vectors: u32;
  /** The virtio header's is one of them. */
  vectorCount: i32;
}

export function flowVectorsOf(flow: Flow): usize {
  return flowVectors + <usize>(load<i32>(changetype<usize>(flow), offsetof<Flow>("vectors")) * runMax * vectorBytes);
}
