import { messageCount as runs, passedOn as carried } from "./runs";
import { datagramCount as datagrams, upcallCount as upcalled } from "./sort";
import { dirtyCount as dirty, Edge, entryOf, takePackets as take } from "./table";
import { dirtyEdges } from "./regions";

// The packet core of a supernode. `../forwarder.ts` calls it in order of processing:
//
//   1. sort.ts    what recvmmsg(2) has read, datagram by datagram; shield.ts counts what each source asks
//   2. table.ts   a PACKET: are its source and its destination registered, and does it come from the socket of the first?
//   3. runs.ts    then it gets a new header, and joins those before it that go to the same edge: messages for sendmmsg(2)
//   4. drops.ts   what the machine would only count is counted here; everything else is an upcall, for the machine
// The functions that the program may call, and the constants that describe this memory. `../core.ts` declares the
// same for TypeScript.

export { useBase } from "../../shared/core/kernel";
export { splitMessage } from "./runs";
export { beginDatagrams, nextDatagrams, prepareReceive, setRules } from "./sort";
export { clearDirty, edgeCount, removeEdge, setEdge } from "./table";
export * from "./regions";
export * from "./layout";

export function upcallCount(): i32 {
  return upcalled;
}

export function datagramCount(): i32 {
  return datagrams;
}

export function messageCount(): i32 {
  return runs;
}

export function passedOn(): i32 {
  return carried;
}

export function dirtyCount(): i32 {
  return dirty;
}

/** Start of the list's entry. */
export function dirtyEntry(index: i32): usize {
  if (index < 0 || index >= dirty) unreachable();
  return changetype<usize>(entryOf(load<u32>(dirtyEdges + <usize>index * sizeof<u32>())));
}

export function takePackets(entry: usize): u32 {
  return take(changetype<Edge>(entry));
}
