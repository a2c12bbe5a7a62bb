/**
 * Who reads the output may leave before the end (`| head`): what comes then is for nobody, and the exit code stays true.
 * Also loaded into programs of others, which would end with a stack.
 */
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (error.code !== "EPIPE") throw error;
  });
}
