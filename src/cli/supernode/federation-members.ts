import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";

/** Fact sheet §17, the edge's intervals, in milliseconds. */
const spec = { resolve: 300_000, afterFailure: 30_000 } as const;

interface Member {
  readonly host: string;
  readonly port: number;
}

/** The supernodes named by `-l` and their current addresses. A name that cannot be resolved keeps its last address. */
export class FederationMembers implements Disposable {
  #hosts: readonly Member[];
  readonly #resolve: (host: string) => Promise<readonly string[]>;
  readonly #missing: (host: string) => void;
  readonly #known = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #moved: (members: readonly Endpoint[]) => void = () => undefined;
  #over = false;

  /** `missing` is called for names that never had an address, each time. */
  constructor(
    hosts: readonly Member[],
    resolve: (host: string) => Promise<readonly string[]>,
    missing: (host: string) => void,
  ) {
    this.#hosts = hosts;
    this.#resolve = resolve;
    this.#missing = missing;
  }

  async find(): Promise<readonly Endpoint[]> {
    for (const host of new Set(this.#hosts.map((each) => each.host))) {
      const [address] = await this.#resolve(host);
      if (address !== undefined) this.#known.set(host, address);
      else if (!this.#known.has(host)) this.#missing(host);
    }
    return this.#hosts.flatMap(({ host, port }) => {
      const address = this.#known.get(host);
      return address === undefined ? [] : [{ address, port }];
    });
  }

  /** Resolves the names periodically, and reports changes. */
  follow(present: readonly Endpoint[], moved: (members: readonly Endpoint[]) => void): void {
    this.#moved = moved;
    const hosts = this.#hosts;
    if (this.#over || hosts.length === 0) return;
    const wait = present.length < hosts.length ? spec.afterFailure : spec.resolve;
    this.#timer = setTimeout(() => {
      void this.find().then((members) => {
        if (this.#over || this.#hosts !== hosts) return;
        if (members.map(endpointKey).join() !== present.map(endpointKey).join()) moved(members);
        this.follow(members, moved);
      });
    }, wait).unref();
  }

  /** Other names. Resolves once what has an address is reported to what `follow` was given. */
  async use(hosts: readonly Member[]): Promise<void> {
    clearTimeout(this.#timer);
    this.#hosts = hosts;
    const members = await this.find();
    if (this.#over) return;
    this.#moved(members);
    this.follow(members, this.#moved);
  }

  [Symbol.dispose](): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }
}
