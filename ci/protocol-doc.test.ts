import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { protocolDoc } from "./protocol-doc.ts";

test("docs/protocol.md says what the layouts say", () => {
  const written = readFileSync(new URL("../docs/protocol.md", import.meta.url), "utf8");
  expect(written, "run: npx tsx ci/protocol-doc.ts > docs/protocol.md").toBe(protocolDoc());
});
