import type { MatrixPlan } from "./output/json.ts";

/** The command that runs a set of pairs again, as typed in a clone. A pair cannot be run alone. */
export function matrixCommand({ set, world, seed, loss, delay, link, pool, programs }: MatrixPlan): string {
  const { all, byHost = {} } = programs ?? {};
  const sut = [...(all === undefined ? [] : [all]), ...Object.entries(byHost).map(([host, name]) => `${host}=${name}`)];
  const options = [
    set === "classic" ? "" : set.startsWith("edu-") ? `--edu ${set.slice("edu-".length)}` : `--${set}`,
    world === "sim" ? "--world sim" : "",
    loss > 0 ? `--loss ${Number((loss * 100).toFixed(3))}` : "",
    delay > 0 ? `--delay ${delay}` : "",
    link === undefined ? "" : `--link ${link}`,
    pool > 1 ? `--pool ${pool}` : "",
    ...sut.map((one) => `--sut ${one}`),
    `--seed ${seed.toString(16)}`,
  ];
  return `npm run matrix -- ${options.filter((option) => option !== "").join(" ")}`;
}
