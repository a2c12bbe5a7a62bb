import type { Bridge } from "./bridge/bridge.ts";
import type { EdgeConfig } from "./config.ts";
import type { FrameCodec } from "./frames/frame-codec.ts";
import type { Headers } from "./headers/headers.ts";
import type { Outbox } from "./outbox.ts";
import type { Peers } from "./paths/peers.ts";
import type { PathMtu } from "./path-mtu/path-mtu.ts";
import type { Punching } from "./paths/punching.ts";
import type { Registration } from "./registration/registration.ts";
import type { Supernodes } from "./registration/supernodes.ts";
import type { LocalEdge } from "./local-edge.ts";

/** The parts of an edge that a datagram can concern. */
export interface Parts {
  readonly config: EdgeConfig;
  readonly self: LocalEdge;
  readonly headers: Headers;
  readonly out: Outbox;
  readonly supernodes: Supernodes;
  readonly registration: Registration;
  readonly peers: Peers;
  readonly punching: Punching;
  readonly frameCodec: FrameCodec;
  /** Undefined = routers may fragment anyway. */
  readonly pathMtu: PathMtu | undefined;
  /** Undefined = one host alone is behind this edge. */
  readonly bridge: Bridge | undefined;
}
