import { expect, it } from "vitest";
import { Endings } from "./endings.ts";

it("is over when all have ended, and says what failed only then", async () => {
  const endings = new Endings();
  let end = (): void => undefined;
  endings.add(Promise.reject(new Error("no space")));
  endings.add(new Promise((resolve) => (end = resolve)));
  const log: string[] = [];
  const over = endings.over().catch((error: Error) => log.push(error.message));
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual([]);
  end();
  await over;
  expect(log).toEqual(["no space"]);
});

it("forgets what has ended", async () => {
  const endings = new Endings();
  endings.add(Promise.reject(new Error("no space")));
  await expect(endings.over()).rejects.toThrow("no space");
  await expect(endings.over()).resolves.toBeUndefined();
});
