import { createGunzip } from "node:zlib";
import type { PassedOver } from "../passed-over.ts";

/**
 * Bytes unpacked at once, ours. Few, so that what a hostile file makes of them, a thousand times as much, fits into memory;
 * and at first fewer still, since damage takes all with it that comes of the same ones.
 */
const pieces = { first: 256, firstOf: 65_536, later: 16_384 } as const;

/** Unpacks as far as the data is whole. */
export async function* gunzipped(packed: AsyncIterable<Uint8Array>, passed: PassedOver): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  let unpacked: Uint8Array[] = [];
  let trouble: NodeJS.ErrnoException | undefined;
  gunzip.on("data", (chunk: Buffer) => unpacked.push(chunk));
  let goOn = (): void => undefined;
  gunzip.on("error", (error) => {
    trouble = error;
    goOn();
  });
  // After an error nothing is called back.
  const settled = (start: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      goOn = resolve;
      start(resolve);
    });
  // Zeros behind the data are no error, and end it as well.
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
  passed.add({
    what: `the gzip data ${how}: the rest is passed over`,
    mend: "copy it again; gzip -t FILE checks it",
    lost: true,
  });
}
