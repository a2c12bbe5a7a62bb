import { milliseconds, since, type Duration, type Instant } from "../../../src/base/instant.ts";
import type { ThoroughMeasurement } from "../../evidence/evidence.ts";
import { arrived, named, type InsideHost, type ProbePlace, type Prober } from "../probe/probe.ts";
import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { ProbeSocket } from "../probe/sockets.ts";

/**
 * Tunable. `probes`: how finely the longest lifetime is divided. `refresh` and `look`: fractions of the measured lifetime,
 * after which a mapping is refreshed, and after which it is probed: dead without the refresh, alive with it.
 */
export const tuned = { probes: 24, refresh: 0.6, look: 1.35 };

export type Lifetime = Pick<ThoroughMeasurement, "idle" | "refresh">;

/** A mapping, and the instants between which it was created. */
interface Made {
  readonly socket: ProbeSocket;
  readonly external: Endpoint;
  readonly from: Instant;
  readonly to: Instant;
}

type Timing = NonNullable<ProbePlace["lifetime"]>;

/**
 * RFC 5780 §4.6, RFC 4787 §4.3: mappings are left idle for longer and longer, and each is probed once, because a probe may
 * refresh it. The result is certain even on a busy machine: a mapping that is found was alive when the probe was sent,
 * and one that is not found was dead when the control packet arrived.
 */
export async function measureLifetime(prober: Prober, host: InsideHost, timing: Timing): Promise<Lifetime> {
  const idle = await measureIdle(prober, host, timing);
  if (idle?.dead === undefined) return idle === undefined ? {} : { idle };
  const refresh = await measureRefresh(prober, host, timing, milliseconds((idle.alive + idle.dead) / 2));
  return { idle, ...(refresh !== undefined && { refresh }) };
}

async function measureIdle(prober: Prober, host: InsideHost, timing: Timing): Promise<ThoroughMeasurement["idle"]> {
  const control = await make(prober, host, timing);
  const mappings = await Promise.all(Array.from({ length: tuned.probes }, () => make(prober, host, timing)));
  let alive = 0;
  for (const [i, mapping] of mappings.entries()) {
    if (mapping === undefined || control === undefined) return undefined;
    await until(mapping, timing, milliseconds((timing.longest * (i + 1)) / tuned.probes));
    const sent = timing.now();
    const found = await lookFor(prober, mapping, control);
    if (found === undefined) return undefined;
    const age = found ? since(mapping.to, sent) : since(mapping.from, timing.now());
    prober.observe(`lifetime: ${named(mapping.external)} ${found ? "alive" : "dead"} after ${Math.round(age)} ms`);
    if (!found) return { alive, dead: age };
    alive = Math.max(alive, age);
  }
  return { alive };
}

/** One mapping is refreshed from inside only, another from outside only, and both are probed later. */
async function measureRefresh(
  prober: Prober,
  host: InsideHost,
  timing: Timing,
  life: Duration,
): Promise<ThoroughMeasurement["refresh"]> {
  const { primary } = prober.servers;
  const control = await make(prober, host, timing);
  const [fromInside, fromOutside] = [await make(prober, host, timing), await make(prober, host, timing)];
  if (control === undefined || fromInside === undefined || fromOutside === undefined) return undefined;
  await until(fromOutside, timing, milliseconds(life * tuned.refresh));
  const out = await prober.cross(fromInside.socket, primary.local, primary);
  const back = await prober.cross(primary, fromOutside.external, fromOutside.socket);
  const refreshed = timing.now();
  await until(fromOutside, timing, milliseconds(life * tuned.look));
  const [outbound, inbound] = [await lookFor(prober, fromInside, control), await lookFor(prober, fromOutside, control)];
  // If either step is too late, a mapping may have died for another reason.
  const late = since(fromInside.from, refreshed) > life * 0.9 || since(refreshed, timing.now()) > life * 0.9;
  prober.observe(`refresh: outbound ${outbound}, inbound ${inbound}${late ? ", but late" : ""}`);
  if (late || out === undefined || back === undefined || outbound === undefined || inbound === undefined)
    return undefined;
  return outbound ? (inbound ? "both" : "outbound") : inbound ? "inbound" : "neither";
}

async function make(prober: Prober, host: InsideHost, { now }: Timing): Promise<Made | undefined> {
  const socket = await prober.openInside(host);
  const from = now();
  const external = await prober.cross(socket, prober.servers.primary.local, prober.servers.primary);
  return external === undefined ? undefined : { socket, external, from, to: now() };
}

/** Whether the mapping still exists. Undefined if the control packet, whose mapping is new, did not get through either. */
async function lookFor(prober: Prober, { socket, external }: Made, control: Made): Promise<boolean | undefined> {
  const { primary } = prober.servers;
  const token = prober.token();
  const fresh = await prober.cross(control.socket, primary.local, primary);
  primary.send(external, token);
  if (fresh === undefined || (await prober.cross(primary, fresh, control.socket)) === undefined) return undefined;
  return (await arrived(socket, token)) !== undefined;
}

/** Waits until the mapping has this age. */
async function until({ to, socket }: Made, { now }: Timing, age: Duration): Promise<void> {
  const left = age - since(to, now());
  if (left > 0) await socket.receive(() => false, left);
}
