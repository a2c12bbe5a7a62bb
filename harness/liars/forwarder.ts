import type { Endpoint } from "../../src/base/address/endpoint.ts";
import type { EdgeAction } from "../../src/edge/action.ts";
import type { EdgeConfig } from "../../src/edge/config.ts";
import type { EdgeEvent } from "../../src/edge/event.ts";
import type { EdgeMachine } from "../sim/edge-program.ts";

/** Forwards what one of two others sends it to the other. Has a device, like any edge, but does not use it. */
export class ForwardingNode implements EdgeMachine {
  readonly #ends: readonly [Endpoint, Endpoint];
  readonly #config: Pick<EdgeConfig, "mac" | "address">;

  constructor(ends: readonly [Endpoint, Endpoint], config: Pick<EdgeConfig, "mac" | "address">) {
    this.#ends = ends;
    this.#config = config;
  }

  handle(event: EdgeEvent): readonly EdgeAction[] {
    const { mac, address } = this.#config;
    if (event.kind === "start") return [...this.#hellos, ...(address === "auto" ? [] : [{ kind: "configure", mac, address } as const])]; // prettier-ignore
    if (event.kind === "stop") return [{ kind: "stopped" }];
    if (event.kind !== "datagram") return [];
    const [one, other] = this.#ends;
    return [{ kind: "send", to: event.from.address === one.address ? other : one, bytes: event.bytes }];
  }

  /** Opens the NAT for the others. */
  get #hellos(): readonly EdgeAction[] {
    return this.#ends.map((to) => ({ kind: "send", to, bytes: Uint8Array.of(0) }));
  }

  nextWake(): undefined {
    return undefined;
  }
}
