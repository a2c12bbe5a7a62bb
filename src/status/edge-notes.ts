/** What an edge notes in its log besides problems, each with the sentence that explains it. */
export const edgeNotes = {
  registered: "a supernode has acknowledged this edge",
  "peer-direct": "frames for this peer take a direct path from now on",
  "peer-relayed": "frames for this peer go through the supernode from now on",
  "fragments-allowed":
    "full datagrams get lost on the way and no router says so; in spite of -D, routers may fragment what this edge sends",
  "fragments-forbidden": "routers may no longer fragment what this edge sends",
  "not-authenticated": "frames from or to this peer are refused because they are not authenticated",
  dropped: "something was refused; noted at the first, second, fourth, eighth … time",
} as const;

export type EdgeNote = keyof typeof edgeNotes;
