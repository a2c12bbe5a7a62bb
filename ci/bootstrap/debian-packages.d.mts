/** The Debian packages of these commands are there, or why not. */
export function tryDebianPackages(commands: readonly string[], say: (line: string) => void): string | undefined;
