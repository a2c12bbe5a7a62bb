import { expect, it } from "vitest";
import { route } from "./opengnb.ts";

it("writes an overlay address as GNB does", () => {
  expect(route("10.77.0.2/24")).toBe("10.77.0.2|255.255.255.0");
});

it("refuses a network that it cannot write", () => {
  expect(() => route("10.77.0.2/20")).toThrow("opengnb: 10.77.0.2/20 is not a network of 24 bits");
});
