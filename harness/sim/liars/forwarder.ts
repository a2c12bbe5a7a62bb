import type { Endpoint } from "../../../src/base/endpoint.ts";
import type { EdgeAction } from "../../../src/edge/action.ts";
import type { EdgeEvent } from "../../../src/edge/event.ts";
import type { EdgeMachine } from "../edge-program.ts";

/** Passes on what one of two others sends it to the other one. */
export class Forwarder implements EdgeMachine {
  readonly #ends: readonly [Endpoint, Endpoint];

  constructor(ends: readonly [Endpoint, Endpoint]) {
    this.#ends = ends;
  }

  handle(event: EdgeEvent): readonly EdgeAction[] {
    if (event.kind !== "datagram") return [];
    const [one, other] = this.#ends;
    const to = event.from.address === one.address ? other : one;
    return [{ kind: "send", to, bytes: event.bytes }];
  }

  nextWake(): undefined {
    return undefined;
  }
}
