import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const top = fileURLToPath(new URL("..", import.meta.url));

/** Module → its first source, and its memory in pages of 64 KiB, which holds the regions and never grows. */
export const cores = {
  "fast-core.wasm": { source: "src/runtime/datapath/fast/edge/core/fast-core.ts", pages: "40" },
  "relay-core.wasm": { source: "src/runtime/datapath/fast/supernode/core/relay-core.ts", pages: "112" },
};

/**
 * A packet core as WebAssembly. The same sources give the same bytes, on every machine.
 *
 * @param {keyof typeof cores} name
 * @returns {Promise<Uint8Array>} Rejects with what the compiler said.
 */
export async function compileCore(name = "fast-core.wasm") {
  const { source, pages } = cores[name];
  let module;
  const { error, stderr } = await asc.main(
    [
      source,
      ...["--baseDir", top, "--outFile", name],
      ...["-O3", "--noAssert", "--runtime", "stub", "--use", "abort="],
      ...["--enable", "simd", "--initialMemory", pages, "--maximumMemory", pages],
    ],
    { writeFile: (_name, contents) => void (module = contents) },
  );
  if (error !== null) throw new Error(`${source} does not compile\n${stderr.toString()}`, { cause: error });
  return module;
}
