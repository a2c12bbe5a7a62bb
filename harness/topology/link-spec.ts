import { ConfigError } from "../../src/base/config-error.ts";
import { burstLossAmount } from "./impairment/burst-loss.ts";
import { mtuAmount, queueAmount, rateAmount, shareAmount, timeAmount } from "./impairment/amounts.ts";
import { linkPreset, type LinkPresetName } from "./impairment/presets.ts";
import type { CableSpec, ImpairmentSpec } from "./impairment/spec.ts";
import type { Impairment, Link, Reorder } from "./link.ts";

/** What a cable does, in both directions unless `up` or `down` differs. A `Link` is a LinkSpec too. */
export interface LinkSpec extends CableSpec {
  /** Begins with the values of a preset; what is named differs. */
  readonly preset?: LinkPresetName;
}

export const plainCable: Link = parseLink({});

/** Throws ConfigError that begins with `where`. */
export function parseLink({ preset, ...spec }: LinkSpec, where = "link"): Link {
  const begin = preset === undefined ? undefined : parseLink(linkPreset(preset, `${where}.preset`), where);
  const { up = {}, down = {}, ...both } = spec;
  return {
    up: parseImpairment({ ...begin?.up, ...both, ...up }, where, up, "up"),
    down: parseImpairment({ ...begin?.down, ...both, ...down }, where, down, "down"),
  };
}

/** What is not named stays, unless a preset is. `where` as for `parseLink`. */
export function changedLink(link: Link, changes: LinkSpec, where = "link"): Link {
  if (changes.preset !== undefined) return parseLink(changes, where);
  const { up, down, ...both } = changes;
  return parseLink({ up: { ...link.up, ...both, ...up }, down: { ...link.down, ...both, ...down } }, where);
}

/** Whether a packet passes untouched, as over a plain cable. */
export function isPlain({ delay, jitter, loss, ...others }: Impairment): boolean {
  return delay === 0 && jitter === 0 && loss === 0 && Object.values(others).every((value) => value === undefined);
}

function parseImpairment(spec: ImpairmentSpec, where: string, own: ImpairmentSpec, side: "up" | "down"): Impairment {
  const at = (field: keyof ImpairmentSpec) =>
    own[field] === undefined ? `${where}.${field}` : `${where}.${side}.${field}`;
  const delay = timeAmount(spec.delay ?? 0, at("delay"));
  const jitter = timeAmount(spec.jitter ?? 0, at("jitter"));
  if (jitter > delay) {
    throw new ConfigError(
      `${at("jitter")}: ${jitter} ms is more than the delay of ${delay} ms, and no packet arrives before it was sent; write at most ${delay} ms`,
    );
  }
  if (spec.queue !== undefined && spec.rate === undefined)
    throw new ConfigError(`${at("queue")}: without a rate no packet waits; name a rate as well`);
  const duplicate = shareAmount(spec.duplicate ?? 0, at("duplicate"));
  const corrupt = shareAmount(spec.corrupt ?? 0, at("corrupt"));
  const reorder = spec.reorder === undefined ? undefined : reorderAmount(spec.reorder, at("reorder"));
  return {
    delay,
    jitter,
    loss: shareAmount(spec.loss ?? 0, at("loss")),
    ...(spec.burstLoss !== undefined && { burstLoss: burstLossAmount(spec.burstLoss, at("burstLoss")) }),
    ...(reorder !== undefined && reorder.share > 0 && { reorder }),
    ...(duplicate > 0 && { duplicate }),
    ...(corrupt > 0 && { corrupt }),
    ...(spec.rate !== undefined && { rate: rateAmount(spec.rate, at("rate")) }),
    ...(spec.mtu !== undefined && { mtu: mtuAmount(spec.mtu, at("mtu")) }),
    ...(spec.queue !== undefined && { queue: queueAmount(spec.queue, at("queue")) }),
  };
}

/** Tunable: by how many milliseconds packets are held back unless it is said. */
const tuned = { reorderBy: 10 } as const;

function reorderAmount(value: string | Reorder, where: string): Reorder {
  const [share, by = tuned.reorderBy] = typeof value === "string" ? value.split("/") : [value.share, value.by];
  const reorder = { share: shareAmount(share, where), by: timeAmount(by, where) };
  if (reorder.by > 0) return reorder;
  throw new ConfigError(`${where}: packets held back for no time are not overtaken; write e.g. "2%/10ms"`);
}
