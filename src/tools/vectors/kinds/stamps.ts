import { z } from "zod";
import { instant } from "../../../base/instant.ts";
import { stampFrom, stampText } from "../../../seal/stamps/text.ts";
import { accept, StampIssuer, type Stamp } from "../../../seal/stamps/stamp.ts";
import { hexOfLength, check, kindIs } from "../check.ts";

const clock = z.tuple([z.number(), z.number()]);
const at = ([seconds, microseconds]: z.infer<typeof clock>) => instant(seconds * 1000 + microseconds / 1000);
const text = (stamp: Stamp | undefined) => stamp && stampText(stamp);

/**
 * The same stamps as the reference, until it has issued 256 in a microsecond and stops using the clock for the rest
 * of its life ("counter only"). Ours never does that (src/seal/stamps/stamp.ts says why), so from there on stamps are
 * checked against the rules of receivers: larger than the one before, and close to the clock.
 */
const issued = check(
  "issued stamps",
  kindIs("issue"),
  z.object({ clock: z.array(clock), stamps: z.array(hexOfLength(8)) }),
  ({ clock, stamps }, same, { remark }) => {
    same("readings of the clock", clock.length, stamps.length);
    const issuer = new StampIssuer();
    const given = stamps.findIndex((stamp) => (stampFrom(stamp).low & 1) === 1);
    const alike = given < 0 ? stamps.length : given;
    if (given >= 0) remark(`from stamp ${given} on the reference only counts; ours go on with the clock`);
    let previous: Stamp | undefined;
    for (const [i, reading] of clock.entries()) {
      const ours = issuer.issue(at(reading));
      if (i < alike) same(`stamp ${i}`, text(ours), stamps[i]);
      else same(`stamp ${i}, as receivers take it`, text(accept(ours, previous, at(reading), false)), text(ours));
      previous = ours;
    }
  },
);

const verified = check(
  "received stamp",
  kindIs("verify"),
  z.object({
    now: clock,
    stamp: hexOfLength(8),
    previous: hexOfLength(8).nullable(),
    allow_jitter: z.boolean(),
    accepted: z.boolean(),
    previous_after: hexOfLength(8).optional(),
  }),
  (record, same) => {
    const previous = record.previous === null ? undefined : stampFrom(record.previous);
    const kept = accept(stampFrom(record.stamp), previous, at(record.now), record.allow_jitter);
    same("accepted", kept !== undefined, record.accepted);
    if (record.previous_after !== undefined) same("previous after", text(kept ?? previous), record.previous_after);
  },
);

export const stamps = [issued, verified];
