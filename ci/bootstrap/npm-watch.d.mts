/** Calls `gone` once when a process between this one and npm has ended. */
export function watchNpm(gone: () => void): void;
