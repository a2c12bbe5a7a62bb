import { Bug } from "../../../../base/bug.ts";

/** The needed parts of WebAssembly, which TypeScript declares only for browsers. */
interface WebAssembly {
  readonly Module: new (bytes: Uint8Array) => CompiledCore;
  readonly Instance: new (module: CompiledCore) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (pages: { readonly initial: number }) => object;
}

export type CompiledCore = object & { readonly brand: "WebAssembly.Module" };

const { Module, Instance, Memory } = (globalThis as unknown as { readonly WebAssembly: WebAssembly }).WebAssembly;

/** V8 reserves gigabytes of address space for each memory. Undefined = there is enough. */
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

/** A module's exports: its functions, its memory, and its constants by their names. */
export function instantiate(module: CompiledCore) {
  const { exports } = new Instance(module);
  const { buffer } = exports["memory"] as { readonly buffer: ArrayBuffer };
  const all = new Map(Object.entries(exports).flatMap(([name, it]) => (isConstant(it) ? [[name, it.value]] : [])));
  const constants = <Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> => {
    const lacking = names.filter((name) => !all.has(name));
    if (lacking.length > 0) throw new Bug(`a packet core without ${lacking.join(", ")}: another build made it`);
    return Object.fromEntries(names.map((name) => [name, all.get(name)!])) as Record<Name, number>;
  };
  return { functions: exports, memory: buffer, constants, constantNames: [...all.keys()] };
}

/** An exported global; its type is i32 throughout. */
function isConstant(value: unknown): value is { readonly value: number } {
  return typeof value === "object" && value !== null && "value" in value;
}
