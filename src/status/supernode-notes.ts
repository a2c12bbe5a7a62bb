/** What a supernode notes in its log besides problems, each with the sentence that explains it. */
export const supernodeNotes = {
  "edge registered": "it is new to the supernode",
  "edge moved": "it has registered from another socket",
  "edge left": "it has unregistered",
  "edge disconnected": "its TCP connection has ended",
  "edges expired": "they did not register again in time",
  "edge went to another supernode": "it is now registered there",
  "edge refused by another supernode": "its MAC or address is in use there",
  "edge no longer allowed": "the list that was read leaves its community or user out",
  "another address is reserved": "the edge was refused once, so that it asks again and gets that one",
  "edge has to register again": "the key of its community has changed",
  "not from a registered edge": "a datagram was dropped because its sender is not registered, or not at this socket",
  "supernode joined": "another supernode of the federation has answered",
  "community list loaded": "from now on it decides which edges are accepted",
  "new key time adopted": "keys of user/password communities are derived from it",
} as const;

export type SupernodeNote = keyof typeof supernodeNotes;
