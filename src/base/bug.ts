/** An impossible state: the program is wrong, not its input. Never caught; the process exits with 70. */
export class Bug extends Error {
  override readonly name = "Bug";
}

/** Closes a switch over a union; a compile error appears where a case is missing. */
export function never(impossible: never): never {
  throw new Bug(`impossible value: ${JSON.stringify(impossible)}`);
}
