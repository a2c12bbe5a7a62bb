import { ownFile } from "../../project/own-folder.ts";
import type { NodeLaunch } from "../../sut/contract.ts";

const pipeProgram = ownFile("dist/pipe.mjs");

/** The launch of a program without an interface, behind one that has `address` (with prefix length). */
export function piped(launch: NodeLaunch, address: string): NodeLaunch & { readonly device: string } {
  const { device = "overlay0", argv } = launch;
  return { ...launch, device, argv: [process.execPath, pipeProgram, device, address, ...argv] };
}
