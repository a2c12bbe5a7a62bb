/** The first byte says what a datagram is; the second, in which try. */
export const kind = { load: 0, question: 1, answer: 2 } as const;

export const payloadBytes = 64;
export const ports = { sender: 5901, sink: 5900 } as const;
