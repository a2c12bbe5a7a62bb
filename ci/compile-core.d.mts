export function compileCore(): Promise<Uint8Array>;
