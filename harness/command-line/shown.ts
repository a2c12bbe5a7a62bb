/** What was asked for has been shown (`--help`): nothing is run, and nothing went wrong. */
export class Shown extends Error {
  override readonly name = "Shown";
}
