import type { ConversationKind } from "../conversation.ts";
import { edgeExchange } from "./edge-exchange.ts";
import { management } from "./management.ts";
import { supernodeExchange } from "./supernode-exchange.ts";

export const conversations: readonly ConversationKind[] = [supernodeExchange, edgeExchange, management];
