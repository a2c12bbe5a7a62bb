/** Worlds that are being taken down while others run, or while reports are written. */
export class Endings {
  readonly #all: Promise<void>[] = [];

  /** Whoever calls `over` gets its error. */
  add(end: Promise<void>): void {
    end.catch(() => undefined);
    this.#all.push(end);
  }

  /** Resolves when all have ended. Rejects with the first error, once every other has ended too. */
  async over(): Promise<void> {
    const results = await Promise.allSettled(this.#all.splice(0));
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}
