import { createGunzip } from "node:zlib";
import type { PassedOver } from "../passed-over.ts";

/** Small, so that what a hostile file makes of it, a thousand times as much, fits into memory. */
const inputBytes = 16_384;

/** Unpacks as far as the data is whole. */
export async function* gunzipped(packed: AsyncIterable<Uint8Array>, passed: PassedOver): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  let unpacked: Uint8Array[] = [];
  let trouble: NodeJS.ErrnoException | undefined;
  gunzip.on("data", (chunk: Buffer) => unpacked.push(chunk));
  gunzip.on("error", (error) => (trouble = error));
  const settled = (start: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve) => start(() => resolve()));
  const take = () => unpacked.splice(0);
  for await (const chunk of packed) {
    for (let at = 0; at < chunk.length && trouble === undefined; at += inputBytes) {
      await settled((done) => gunzip.write(chunk.subarray(at, at + inputBytes), done));
      yield* take();
    }
  }
  await settled((done) => {
    gunzip.once("end", done).once("close", done);
    gunzip.end();
  });
  yield* take();
  unpacked = [];
  if (trouble === undefined) return;
  const how = trouble.code === "Z_BUF_ERROR" ? "ends early" : `is damaged (${trouble.message})`;
  passed.add({
    what: `the gzip data ${how}: what follows is passed over`,
    mend: "copy it again; gzip -t FILE checks it",
    lost: true,
  });
}
