/**
 * Bad input from a user, found by a parser. The message says what, where, and what would be right; exit code 64.
 */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
