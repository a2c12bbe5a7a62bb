/**
 * A map of nothing, for those of a thousand communities that nobody is in: an empty one takes 200 bytes. Never written to;
 * what may be deleted from it is not there.
 */
export const noMap: Map<never, never> = new Map<never, never>();
