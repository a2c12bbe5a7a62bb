import { expect, it } from "vitest";
import { configuration, remote } from "./fastd.ts";
import { caseHosts } from "../testing/case-network.ts";

it("names the helper's port in either family", () => {
  expect(remote("198.18.1.1", 10_000)).toBe("remote 198.18.1.1:10000;");
  expect(remote("2001:db8::1", 10_000)).toBe("remote [2001:db8::1]:10000;");
});

it("includes its secret from the folder of secrets, and does not contain it", () => {
  const { alice } = caseHosts("fastd");
  const lines = configuration(alice, ["forward yes;"]);
  expect(lines).toContain('include "/case/sut/alice/secrets/secret.conf";');
  expect(lines.at(-1)).toBe("forward yes;");
  expect(lines.join("\n")).not.toMatch(/^secret /m);
});
