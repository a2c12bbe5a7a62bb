/**
 * Packs this package and installs it into a folder, without a registry; returns the tarball. `run`: names a test run, all files
 * of which share what the first of them packs.
 */
export function installPacked(folder: string, run?: string): string;
