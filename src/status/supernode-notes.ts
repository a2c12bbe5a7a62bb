/** What a supernode notes in its log besides problems, each with the sentence that explains it. */
export const supernodeNotes = {
  "edge registered": "it was not known before",
  "edge moved": "it has registered from another socket",
  "edge left": "it has unregistered",
  "edge disconnected": "its TCP connection has ended",
  "edges expired": "they have not registered again in time",
  "edge went to another supernode": "it is registered there now",
  "edge refused by another supernode": "its MAC or address is in use there",
  "edge no longer allowed": "the list that was read leaves its community or user out",
  "edge has to register again": "its community has another key",
  "not from a registered edge": "a datagram was dropped: its sender is not registered, or not at this socket",
  "supernode joined": "another supernode of the federation has answered",
  "community list loaded": "from now on it decides who is let in",
  "new key time adopted": "keys of user/password communities follow from it",
} as const;

export type SupernodeNote = keyof typeof supernodeNotes;
