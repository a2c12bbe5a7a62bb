/** nft refused a text, or did something different. */
export class NftError extends Error {
  override readonly name = "NftError";
  /** Line of the text, from 1; undefined if the error has none. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/** `/dev/stdin:4:7-7: Error: syntax error, unexpected newline` followed by the line and a marker. */
const complaint = /^\/dev\/stdin:(\d+):[\d-]+: Error: (.*)$/m;

/** nft's first error about a text on its standard input, with the line; later errors usually follow from it. */
export function nftRefusal(text: string, stderr: string): NftError {
  const [, number, what] = complaint.exec(stderr) ?? [];
  if (number === undefined) return new NftError(`nft: ${stderr.trim() || "failed without a message"}`);
  const line = Number(number);
  return new NftError(`nft, line ${line}: ${what}\n  ${text.split("\n")[line - 1]?.trim()}`, line);
}
