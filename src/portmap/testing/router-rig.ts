import { fromHex, hex } from "../../base/bytes.ts";
import { instant, type Instant } from "../../base/instant.ts";
import { seededRandom } from "../../base/random.ts";
import type { MapperAction, MapperEvent } from "../event.ts";
import type { HttpRequest, MappingProtocol, Wanted } from "../lease.ts";
import { PortMapper } from "../machine.ts";
import { recorded } from "./recorded.ts";

export const wanted: Wanted = { gateway: "192.168.1.1", client: "192.168.1.101", port: 6001 };

/** A router's answer to a datagram or request; undefined = none. */
export interface Behaviour {
  /** Hexadecimal; one answer each. */
  datagram?(request: Uint8Array, port: number, now: Instant): string | Buffer | undefined;
  http?(request: HttpRequest): { readonly status: number; readonly body: string } | undefined;
}

/** A port mapper with a router that answers at once, in tests. */
export class RouterRig {
  readonly machine: PortMapper;
  readonly actions: MapperAction[] = [];
  behaviour: Behaviour;
  now: Instant = instant(1_000_000);

  constructor(behaviour: Behaviour, protocols: readonly MappingProtocol[] = ["pcp", "nat-pmp", "upnp"]) {
    this.behaviour = behaviour;
    this.machine = new PortMapper(protocols, seededRandom(7));
  }

  feed(event: MapperEvent): this {
    for (const action of this.machine.handle(event, this.now)) {
      this.actions.push(action);
      this.#answer(action);
    }
    return this;
  }

  /** Lets milliseconds pass, with every wake-up in them. */
  wait(milliseconds: number): this {
    const until = this.now + milliseconds;
    for (let wake = this.machine.nextWake(); wake !== undefined && wake <= until; wake = this.machine.nextWake()) {
      this.now = instant(Math.max(wake, this.now));
      this.feed({ kind: "tick" });
    }
    this.now = instant(until);
    return this;
  }

  done<K extends MapperAction["kind"]>(kind: K): readonly Extract<MapperAction, { kind: K }>[] {
    return this.actions.filter((action): action is Extract<MapperAction, { kind: K }> => action.kind === kind);
  }

  /** The external sockets of all reported mappings, as text. */
  get mapped(): readonly string[] {
    return this.done("mapped").map(({ lease: { by, external } }) => `${by} ${external.address}:${external.port}`);
  }

  #answer(action: MapperAction): void {
    if (action.kind === "send") {
      const answer = this.behaviour.datagram?.(action.bytes, action.to.port, this.now);
      if (answer === undefined) return;
      const bytes = typeof answer === "string" ? fromHex(answer) : answer;
      this.feed({ kind: "datagram", from: { address: wanted.gateway, port: action.to.port }, bytes });
    } else if (action.kind === "fetch") {
      const answer = this.behaviour.http?.(action.request);
      const said = answer && { status: answer.status, body: Buffer.from(answer.body) };
      this.feed({ kind: "fetched", id: action.request.id, ...said });
    }
  }
}

/** A router that grants every request by PCP, with its epoch in seconds since `start`. */
export function pcpRouter(start = { at: 1_000_000 }, lifetime = 600, external = 6001): Behaviour {
  return {
    datagram(request, port, now) {
      if (port !== 5351 || request[0] !== 2) return undefined;
      const asked = Buffer.from(request).readUInt32BE(4);
      const answer = Buffer.from(fromHex(recorded.pcpMapping));
      answer.writeUInt32BE(asked === 0 ? 0 : lifetime, 4);
      answer.writeUInt32BE(Math.floor((now - start.at) / 1000), 8);
      Buffer.from(request).copy(answer, 24, 24, 36);
      answer.writeUInt16BE(wanted.port, 40);
      answer.writeUInt16BE(asked === 0 ? 0 : external, 42);
      return answer;
    },
  };
}

/** RFC 6886: refuses PCP in NAT-PMP's format, grants by NAT-PMP. */
export const natPmpRouter: Behaviour = {
  datagram(request, port) {
    if (port !== 5351) return undefined;
    if (request[0] !== 0) return "0081000100000001";
    if (request[1] === 0) return recorded.natPmpAddress;
    const [inside, outside, lifetime] = [request.subarray(4, 6), request.subarray(6, 8), request.subarray(8, 12)];
    return `0081000000000001${hex(inside)}${hex(outside)}${hex(lifetime)}`;
  },
};

/** Speaks only UPnP, as recorded from miniupnpd; `refuse`: the errors of AddPortMapping, in turn. */
export function upnpRouter(refuse: readonly number[] = []): Behaviour {
  const errors = [...refuse];
  const answers: Readonly<Record<string, () => string>> = {
    GetExternalIPAddress: () => recorded.address,
    DeletePortMapping: () => recorded.deleted,
    AddPortMapping: () => (errors.length > 0 ? recorded.fault.replace("718", String(errors.shift())) : recorded.added),
  };
  return {
    datagram: (_request, port) => (port === 1900 ? Buffer.from(recorded.search) : undefined),
    http({ method, headers }) {
      if (method === "GET") return { status: 200, body: recorded.description };
      const action = /#(\w+)"/.exec(headers["SOAPAction"]!)![1]!;
      return { status: 200, body: answers[action]!() };
    },
  };
}
