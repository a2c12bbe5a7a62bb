/**
 * The map of a community without members: with thousands of communities, an own empty map of 200 bytes each adds up. Never written to;
 * what may be deleted from it is not there.
 */
export const noMap: Map<never, never> = new Map<never, never>();
