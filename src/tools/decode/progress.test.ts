import { afterEach, expect, it, vi } from "vitest";
import { withProgress } from "./progress.ts";

afterEach(() => vi.useRealTimers());

const chunks = async function* () {
  for (const bytes of [2e6, 3e6]) {
    await Promise.resolve();
    yield new Uint8Array(bytes);
  }
};

it.each([
  [10e6, "2.0 of 10.0 MB read, 7 messages"],
  [undefined, "2.0 MB read, 7 messages"],
])("reports how far it is (size %s), until the end", async (size, line) => {
  vi.useFakeTimers();
  const said: string[] = [];
  const { file, end } = withProgress(
    chunks,
    size,
    () => 7,
    (line) => said.push(line),
  );
  const reading = file()[Symbol.asyncIterator]();
  await reading.next();
  expect(said).toEqual([]);
  vi.advanceTimersByTime(5000);
  expect(said).toEqual([line]);
  end();
  vi.advanceTimersByTime(60_000);
  expect(said).toHaveLength(1);
});
