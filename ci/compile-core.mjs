import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const top = fileURLToPath(new URL("..", import.meta.url));

export const coreSource = "src/runtime/datapath/fast/core/fast-core.ts";

/** 2 MiB, of which the regions take what `core/regions.ts` says; it never grows. */
const pages = "32";

/**
 * The packet core as WebAssembly. The same sources give the same bytes, on every machine.
 *
 * @returns {Promise<Uint8Array>} Rejects with what the compiler said.
 */
export async function compileCore() {
  let module;
  const { error, stderr } = await asc.main(
    [
      coreSource,
      ...["--baseDir", top, "--outFile", "fast-core.wasm"],
      ...["-O3", "--noAssert", "--runtime", "stub", "--use", "abort="],
      ...["--enable", "simd", "--initialMemory", pages, "--maximumMemory", pages],
    ],
    { writeFile: (_name, contents) => void (module = contents) },
  );
  if (error !== null) throw new Error(`${coreSource} does not compile\n${stderr.toString()}`, { cause: error });
  return module;
}
