/** The class of what a machine threw. Not its text, which may quote a key or what a user sent; the log has that. */
export const faultOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.constructor.name : `a thrown ${typeof thrown}`;
