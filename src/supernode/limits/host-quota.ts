/** Counts each host's entries in a table, so that one host cannot fill it. Hosts without entries cost nothing. */
export class HostQuota {
  readonly #held = new Map<string, number>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  isSpent(host: string): boolean {
    return (this.#held.get(host) ?? 0) >= this.#most;
  }

  take(host: string): void {
    this.#held.set(host, (this.#held.get(host) ?? 0) + 1);
  }

  give(host: string): void {
    const left = (this.#held.get(host) ?? 0) - 1;
    if (left > 0) this.#held.set(host, left);
    else this.#held.delete(host);
  }
}
