import { z } from "zod";
import { ConfigError } from "../../src/base/config-error.ts";

/** Stored JSON that must fit a schema. Throws ConfigError, which names the file and the field. */
export function storedAs<T>(schema: z.ZodType<T>, text: string, file: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const where =
      issue === undefined ? (error as Error).message : `${issue.path.join(".") || "top level"}: ${issue.message}`;
    throw new ConfigError(`${file} is not of this version: ${where}`);
  }
}
