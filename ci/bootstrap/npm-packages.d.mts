/** Whether a version of Node, by default that of this process, is older than what the project supports. */
export function nodeIsTooOld(version?: string): boolean;
