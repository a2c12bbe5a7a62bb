import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";

/** Fact sheet §17, the edge's intervals, in milliseconds. */
const spec = { resolve: 300_000, afterFailure: 30_000 } as const;

/** The supernodes named by `-l` and their current addresses. A name that cannot be resolved keeps its last address. */
export class FederationMembers implements Disposable {
  readonly #hosts: readonly { readonly host: string; readonly port: number }[];
  readonly #resolve: (host: string) => Promise<readonly string[]>;
  readonly #missing: (host: string) => void;
  readonly #known = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  /** `missing` is called for names that never had an address, each time. */
  constructor(
    hosts: readonly { readonly host: string; readonly port: number }[],
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
    if (this.#over || this.#hosts.length === 0) return;
    const wait = present.length < this.#hosts.length ? spec.afterFailure : spec.resolve;
    this.#timer = setTimeout(() => {
      void this.find().then((members) => {
        if (this.#over) return;
        if (members.map(endpointKey).join() !== present.map(endpointKey).join()) moved(members);
        this.follow(members, moved);
      });
    }, wait).unref();
  }

  [Symbol.dispose](): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }
}
