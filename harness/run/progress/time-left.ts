/** Estimated from the pace so far. */
export function timeLeft(elapsed: number, done: number, left: number): string {
  if (done === 0) return "time left unknown";
  const seconds = Math.round((elapsed / done / 1000) * left);
  return seconds < 90 ? `${seconds} s left` : `${Math.round(seconds / 60)} min left`;
}
