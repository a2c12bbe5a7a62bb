/**
 * Bad input from a user, found where it is parsed. The message says what, where, and what would be right; exit code 64.
 */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
