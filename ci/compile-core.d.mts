export function compileCore(name?: "fast-core.wasm" | "relay-core.wasm"): Promise<Uint8Array>;
