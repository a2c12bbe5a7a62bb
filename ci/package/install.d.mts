/** Packs this package and installs it into a folder, without a registry; returns the tarball. */
export function installPacked(folder: string): string;
