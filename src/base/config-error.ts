/** Bad input from a person, found at a gate. The message says what, where, and what would be right; exit code 64. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
