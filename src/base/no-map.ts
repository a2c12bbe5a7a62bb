/**
 * Stands for the empty maps of communities, because with thousands of communities 200 bytes for each adds up. Never
 * written to; what may be deleted from it is not there.
 */
export const noMap: Map<never, never> = new Map<never, never>();
