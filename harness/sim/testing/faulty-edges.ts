import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Random } from "../../../src/base/random.ts";
import type { EdgeConfig } from "../../../src/edge/config.ts";
import { Edge } from "../../../src/edge/machine.ts";
import { decode } from "../../../src/wire/codec.ts";
import { cookies, type Message } from "../../../src/wire/message.ts";
import type { EdgeMachine } from "../edge-program.ts";
import type { SimSettings } from "../sim-world.ts";

type MakeEdge = NonNullable<SimSettings["makeEdge"]>;

/**
 * An edge that punches a silent socket once, as soon as it hears of it, and not again when PEER_INFO answers its query.
 * The first punch of a symmetric side meets a filter that is not open yet.
 */
export const punchesOnce: MakeEdge = (config, random) => {
  const edge = new Edge(config, random);
  const punched = new Set<string>();
  const heard = new Set<string>();
  return {
    nextWake: () => edge.nextWake(),
    handle(event, now) {
      if (event.kind === "datagram") {
        if (messageIn(event.bytes)?.type === "PEER_INFO") return [];
        heard.add(endpointKey(event.from));
      }
      return edge.handle(event, now).filter((action) => {
        if (action.kind !== "send") return true;
        const message = messageIn(action.bytes);
        if (message?.type !== "REGISTER" || message.cookie !== cookies.direct) return true;
        const key = endpointKey(action.to);
        const first = !punched.has(key);
        punched.add(key);
        return first || heard.has(key);
      });
    },
  } satisfies EdgeMachine;
};

/** Where to send instead, given where the supernode has announced the peer, if it has; undefined = not at all. */
export type Aim = (to: Endpoint, announced: Endpoint | undefined) => Endpoint | undefined;

/** Edges of which this one sends what is not for the supernode to where `aim` says; undefined = both. */
export function aimsElsewhere(who: string | undefined, aim: Aim): MakeEdge {
  return (config, random) => {
    if (who !== undefined && config.description !== who) return new Edge(config, random);
    return new Astray(config, random, aim);
  };
}

/** Edges of which this one sends every frame through the supernode, although it confirms the direct path to its peer. */
export function relaysFrames(who: string): MakeEdge {
  return (config, random) => {
    const edge = new Edge(config, random);
    if (config.description !== who) return edge;
    const relays = new Set(config.supernodes.map(({ host }) => host));
    let relay: Endpoint | undefined;
    return {
      nextWake: () => edge.nextWake(),
      handle: (event, now) =>
        edge.handle(event, now).map((action) => {
          if (action.kind !== "send") return action;
          if (relays.has(action.to.address)) relay = action.to;
          return messageIn(action.bytes)?.type === "PACKET" && relay !== undefined ? { ...action, to: relay } : action;
        }),
    };
  };
}

/** Knows where the supernode has seen the peer, as it says in what it forwards, and aims with it. */
class Astray implements EdgeMachine {
  readonly #edge: Edge;
  readonly #relays: ReadonlySet<string>;
  readonly #aim: Aim;
  #announced: Endpoint | undefined;

  constructor(config: EdgeConfig, random: Random, aim: Aim) {
    this.#edge = new Edge(config, random);
    this.#relays = new Set(config.supernodes.map(({ host }) => host));
    this.#aim = aim;
  }

  nextWake() {
    return this.#edge.nextWake();
  }

  handle(...[event, now]: Parameters<EdgeMachine["handle"]>): ReturnType<EdgeMachine["handle"]> {
    if (event.kind === "datagram" && this.#relays.has(event.from.address)) {
      const message = messageIn(event.bytes);
      if (message?.type === "REGISTER" || message?.type === "PACKET") this.#announced ??= message.socket;
    }
    return this.#edge.handle(event, now).flatMap((action) => {
      if (action.kind !== "send" || this.#relays.has(action.to.address)) return [action];
      const to = this.#aim(action.to, this.#announced);
      return to === undefined ? [] : [{ ...action, to }];
    });
  }
}

function messageIn(bytes: Uint8Array): Message | undefined {
  const message = decode(bytes);
  return "type" in message ? message : undefined;
}
