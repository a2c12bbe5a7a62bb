import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { NodeDevice, SocketTable } from "../protocol.ts";
import type { Namespaces } from "./namespaces.ts";

/** What the kernel shows of a node's network, read here: a program for each look would cost far more than the look. */

/** The lines of these tables together; one that the kernel lacks has none. */
export function socketTables(namespaces: Namespaces, node: string, tables: readonly SocketTable[]): string {
  return namespaces.inside(node, () => tables.map((name) => read(`/proc/thread-self/net/${name}`)).join("\n"));
}

/** IPv4 addresses of interfaces that are up, `lo` included. */
export function devices(namespaces: Namespaces, node: string): readonly NodeDevice[] {
  return Object.entries(namespaces.inside(node, networkInterfaces)).flatMap(([device, addresses = []]) =>
    addresses.flatMap(({ family, address }) => (family === "IPv4" ? [{ device, address }] : [])),
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
