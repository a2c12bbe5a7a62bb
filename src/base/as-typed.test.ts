import { expect, it } from "vitest";
import { asTyped, speakOfNatlab } from "./as-typed.ts";

const texts = [
  ["npm run scenario symmetric-vs-cone", "npx natlab scenario symmetric-vs-cone"],
  ["npm run scenario -- cgn --proof full", "npx natlab scenario cgn --proof full"],
  [
    "again: npm run scenario cgn -- --case a --node bob='x -- y'",
    "again: npx natlab scenario cgn --case a --node bob='x -- y'",
  ],
  ["npm run judge [FOLDER] [-- [--json] [--allow-skip]]", "npx natlab judge [FOLDER] [[--json] [--allow-skip]]"],
  ["  npm run -s decode -- edge.pcap --key x", "  npx natlab decode edge.pcap --key x"],
  ["zcat FILE | npm run -s decode -- -", "zcat FILE | npx natlab decode -"],
  ["npm run scenario --", "npx natlab scenario"],
  ["see npm run lab -- --help", "see npx natlab lab --help"],
  ["npm run systems -- --setup [NAME…] | --list\nnpm run lab -- a", "npx natlab systems --setup [NAME…] | --list\nnpx natlab lab a"], // prettier-ignore
  ["rm -rf node_modules && npm ci", "rm -rf node_modules && npm ci"],
] as const;

it("commands are shown as the reader types them", () => {
  for (const [text] of texts) expect(asTyped(text)).toBe(text);
  speakOfNatlab();
  for (const [text, shown] of texts) expect(asTyped(text)).toBe(shown);
});
