/**
 * The reader may leave before the end (`| head`, a closed terminal): further output is discarded, and
 * the exit code stays true. Output that cannot be written for another reason is one line, and the end. Also loaded into
 * programs of others, which would end with a stack.
 */

/** sysexits.h */
const inputOutputError = 74;

process.stdout.on("error", (error) => {
  const isForNobody = error.code === "EPIPE" || (error.code === "EIO" && process.stdout.isTTY);
  if (isForNobody) return;
  process.stderr.write(`natlab: cannot write to standard output: ${error.message}\n`);
  process.exit(inputOutputError);
});

// There is no other place to say it.
process.stderr.on("error", () => undefined);
