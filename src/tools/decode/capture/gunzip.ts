import { createGunzip } from "node:zlib";
import type { Skipped } from "../skipped.ts";

/**
 * Tunable: bytes to decompress at once. Few, so that a hostile file's result, a thousand times as much, fits into
 * memory; at first even fewer, because damage loses the whole result of a piece.
 */
const pieces = { first: 256, firstOf: 65_536, later: 16_384 } as const;

/** Decompresses as far as the data is intact. */
export async function* gunzipped(packed: AsyncIterable<Uint8Array>, skipped: Skipped): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  let unpacked: Uint8Array[] = [];
  let trouble: NodeJS.ErrnoException | undefined;
  gunzip.on("data", (chunk: Buffer) => unpacked.push(chunk));
  let goOn = (): void => undefined;
  gunzip.on("error", (error) => {
    trouble = error;
    goOn();
  });
  // After an error there is no callback.
  const settled = (start: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      goOn = resolve;
      start(resolve);
    });
  // Zeros after the data are not an error, and end it as well.
  const isOver = () => trouble !== undefined || gunzip.readableEnded;
  let fed = 0;
  const take = () => unpacked.splice(0);
  for await (const chunk of packed) {
    for (let at = 0; at < chunk.length && !isOver();) {
      const piece = chunk.subarray(at, at + (fed < pieces.firstOf ? pieces.first : pieces.later));
      await settled((done) => gunzip.write(piece, () => done()));
      yield* take();
      at += piece.length;
      fed += piece.length;
    }
  }
  if (!isOver()) {
    await settled((done) => {
      gunzip.once("end", done);
      gunzip.end();
    });
  }
  yield* take();
  unpacked = [];
  if (trouble === undefined) return;
  const how = trouble.code === "Z_BUF_ERROR" ? "ends early" : `is damaged (${trouble.message})`;
  skipped.add({
    what: `the gzip data ${how}: the rest is skipped`,
    fix: "copy it again; gzip -t FILE checks it",
    lost: true,
  });
}
