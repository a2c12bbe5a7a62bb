/** What of WebAssembly is needed; TypeScript declares it for browsers only. */
interface WebAssembly {
  readonly Module: new (bytes: Uint8Array) => CompiledCore;
  readonly Instance: new (module: CompiledCore) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (pages: { readonly initial: number }) => object;
}

export type CompiledCore = object & { readonly brand: "WebAssembly.Module" };

const { Module, Instance, Memory } = (globalThis as unknown as { readonly WebAssembly: WebAssembly }).WebAssembly;

/** V8 sets address space of gigabytes aside for each memory. Undefined = there is enough. */
export function whyNoWebAssembly(): string | undefined {
  try {
    return void new Memory({ initial: 1 });
  } catch {
    return "not enough address space (ulimit -v)";
  }
}

export function compile(bytes: Uint8Array): CompiledCore {
  return new Module(bytes);
}

/** A module's exports: functions, its memory, and constants by their names. */
export function instantiate(module: CompiledCore) {
  const { exports } = new Instance(module);
  const { buffer } = exports["memory"] as { readonly buffer: ArrayBuffer };
  const numbers = (name: string) => (exports[name] as { readonly value: number }).value;
  return { functions: exports, memory: buffer, numbers };
}
