import { fileURLToPath } from "node:url";
import type { NodeLaunch } from "../sut/contract.ts";

const pipeProgram = fileURLToPath(new URL("../../dist/pipe.mjs", import.meta.url));

/** The launch of a program without an interface, behind one that has `address` (with prefix length). */
export function piped(launch: NodeLaunch, address: string): NodeLaunch & { readonly device: string } {
  const { device = "overlay0", argv } = launch;
  return { ...launch, device, argv: [process.execPath, pipeProgram, device, address, ...argv] };
}
