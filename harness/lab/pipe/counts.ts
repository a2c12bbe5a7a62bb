/** Packets of a piped program. */
export class PipeCounts {
  /** Given to the program. */
  given = 0;
  /** Came from the program and were taken by the interface. */
  taken = 0;
  /** Not given, as the program did not read. */
  unread = 0;
  /** Came from the program, and the kernel refused them: no IP packets. */
  refused = 0;

  /** `oversized`: came from the program and were longer than the interface takes. */
  text(oversized: number): string {
    const lost = [
      [this.unread, "dropped because the program did not read"],
      [this.refused, "from the program refused by the kernel"],
      [oversized, "from the program too long"],
    ] as const;
    const losses = lost.filter(([count]) => count > 0).map(([count, what]) => `, ${count} ${what}`);
    return `pipe: ${this.given} packets to the program, ${this.taken} from it${losses.join("")}`;
  }
}
