import type { Reason } from "../skipped.ts";

/** `rest`: bytes at the end that are not a whole record. */
export const cutWithin = (where: string, rest: number): Reason => ({
  what: `the capture ends within ${where}: its last ${rest} bytes are skipped`,
  fix: "stop tcpdump with SIGINT before copying the file, or write with tcpdump -U",
  lost: true,
});

export const damagedAt = (offset: number, why: string): Reason => ({
  what: `the capture is damaged at byte ${offset}, ${why}: the rest is skipped`,
  fix: "capture or copy it again",
  lost: true,
});
