import { expect, it } from "vitest";
import { pluginFolder } from "./plugin-folder.ts";

it("is where each system's Wireshark looks", () => {
  expect(pluginFolder("linux", { HOME: "/home/ann" })).toBe("/home/ann/.local/lib/wireshark/plugins");
  expect(pluginFolder("darwin", { HOME: "/Users/ann" })).toBe("/Users/ann/.local/lib/wireshark/plugins");
  expect(pluginFolder("win32", { APPDATA: "/ann/Roaming" })).toBe("/ann/Roaming/Wireshark/plugins");
});

it("is unknown without a home", () => {
  expect(pluginFolder("linux", {})).toBeUndefined();
  expect(pluginFolder("linux", { HOME: "" })).toBeFalsy();
});
