/** The Debian packages of these commands are there, or why not. */
export function tryDebianPackages(commands: readonly string[], say: (line: string) => void): string | undefined;
/** Which of these commands cannot be found, and what installs them; no line if none is missing. */
export function missingPackages(commands: readonly string[]): {
  readonly missing: readonly string[];
  readonly packages: readonly string[];
  readonly line: string | undefined;
};
/** Installs these packages, as root; undefined, or why it cannot be done. */
export function installDebianPackages(packages: readonly string[], say: (line: string) => void): string | undefined;
/** Folders, parted by colons: those of `own`, which is PATH if absent, and the system's. */
export function commandPath(own?: string): string;
/** Whether PATH, or a folder of system programs, has this command. */
export function found(command: string): boolean;
/** The Debian package of each command that is not on every Debian. */
export const packageOf: Readonly<Record<string, string>>;
