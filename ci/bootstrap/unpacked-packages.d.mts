/** The folder of the scripts that start unpacked programs; it may not exist. */
export const unpackedCommands: string;
/** Without root; `folder`: into this one instead of the checkout's. Undefined, or why it cannot be done. */
export function unpackDebianPackages(
  packages: readonly string[],
  say: (line: string) => void,
  folder?: string,
): string | undefined;
