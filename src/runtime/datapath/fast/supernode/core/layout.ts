import { Message } from "../../shared/core/linux";
import { Upcall } from "../../shared/core/upcall";
import { Edge } from "./table";

// The layout for the program: numbers of rows, their sizes, and offsets of fields. TypeScript knows this memory only
// from here and from `regions.ts`.

export { messageBytes, nameBytes } from "../../shared/core/linux";
export { communityBytes } from "../../shared/core/packet";
export { dropMalformed, dropOtherSocket, dropOversize, dropRate, dropStranger, dropTtl } from "./drops";
export { edgeBytes, edgesMax, localBytes, messagesIn, upcallBytes } from "./limits";

export const messageVectorCount = offsetof<Message>("vectorCount");

export const upcallStart = offsetof<Upcall>("start");
export const upcallLength = offsetof<Upcall>("length");
export const upcallMessage = offsetof<Upcall>("message");

export const edgeMac = offsetof<Edge>("mac");
export const edgeCarried = offsetof<Edge>("carried");
export const edgeFamily = offsetof<Edge>("family");
export const edgePort = offsetof<Edge>("port");
export const edgeAddress = offsetof<Edge>("address");
export const edgeLocal = offsetof<Edge>("local");
