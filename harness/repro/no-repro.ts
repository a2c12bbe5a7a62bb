/** A case cannot be repeated by a shell script; the message says why. */
export class NoRepro extends Error {
  override readonly name = "NoRepro";
}
