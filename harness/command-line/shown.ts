/** The requested text was shown (`--help`): nothing runs, and nothing went wrong. */
export class Shown extends Error {
  override readonly name = "Shown";
}
