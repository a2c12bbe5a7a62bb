/** `--keep`: laboratories stay up after their verdicts, all until the same Ctrl-C. */
export class Standing {
  readonly #interrupted: AbortSignal;
  #expected: number;
  #lines: string[] = [];

  constructor(interrupted: AbortSignal, expected: number) {
    this.#interrupted = interrupted;
    this.#expected = expected;
  }

  /** Resolves on interruption. */
  async until(scenario: string, caseName: string, pid: number | undefined): Promise<void> {
    if (pid === undefined) return this.gone();
    this.#lines.push(
      `${scenario} / ${caseName} is up. Into a node: nsenter -t $(pgrep -P ${pid}) -m -p -n ip netns exec NODE bash`,
    );
    this.#show();
    await new Promise<void>((resume) => {
      if (this.#interrupted.aborted) resume();
      this.#interrupted.addEventListener("abort", () => resume(), { once: true });
    });
  }

  /** A laboratory that did not come up is not waited for. */
  gone(): void {
    this.#expected--;
    this.#show();
  }

  #show(): void {
    if (this.#lines.length < this.#expected) return;
    process.stdout.write(`\n${this.#lines.join("\n")}\nCtrl-C takes everything down.\n`);
  }
}
