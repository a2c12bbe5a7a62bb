import { compatCells, type CompatCell } from "../../cell.ts";
import type { CompatReport, SystemFacts } from "../../json.ts";
import { scoreOf } from "../../score.ts";
import { escapeMarkup as text } from "../../../report/junit.ts";
import { box, legend, madeBy, page, type Links } from "./html.ts";
import { filterScript } from "./filter-script.ts";
import { systemPagePath } from "../paths.ts";

/** The page of a report: scores, the pairs of NATs of each system, homes and disturbances. */
export function compatIndex(report: CompatReport, links: Links): string {
  const cells = compatCells(report);
  const groups = [...new Set(report.situations.map(({ group }) => group))];
  const body = [
    "<h1>Where peer-to-peer programs connect</h1>",
    `<p>Each system ran between NATs that were measured before and after. Direct or relayed is judged from captured packets, per direction, not from what a program says. <a href="#method">Method and limits</a>.</p>`,
    `<p class="quiet">${madeBy(report)}</p>`,
    filters(report),
    legend(),
    "<h2>Systems</h2>",
    scores(report, cells),
    ...groups.map((group) =>
      group === "pairs of NATs" ? grids(report, cells, links) : table(report, cells, links, group),
    ),
    missing(report),
    method,
    filterScript,
  ];
  return page("Where peer-to-peer programs connect", body.join("\n"));
}

/** Without scripts nothing is hidden. */
function filters({ systems, situations }: CompatReport): string {
  const nats = [...new Set(situations.flatMap(({ row, column }) => [row, column]))].sort();
  const options = (names: readonly string[]) =>
    ['<option value="">all</option>', ...names.map((name) => `<option>${text(name)}</option>`)].join("");
  return `<form aria-label="Filter"><label>System <select name="sut">${options(systems.map(({ name }) => name))}</select></label>
<label>NAT <select name="nat">${options(nats)}</select></label></form>`;
}

function scores({ systems }: CompatReport, cells: readonly CompatCell[]): string {
  const rows = systems.map((system) => {
    const { direct, possible, unconnected } = scoreOf(system.name, cells);
    const values = [
      ["system", `<a href="${text(systemPagePath(system.name))}">${text(system.name)}</a> ${text(system.version)}`],
      ["direct where theory allows it", `${direct} of ${possible}`],
      ["not connected at all", String(unconnected)],
      ["layer", String(system.layer)],
      ["helper", text(system.helper)],
      ["relays", system.relays ? "yes" : "no"],
      ["from", text(system.source)],
    ] as const;
    return `<tr data-sut="${text(system.name)}">${values.map(([head, value]) => `<td data-head="${head}">${value}</td>`).join("")}</tr>`;
  });
  const heads = [
    "system",
    "direct where theory allows it",
    "not connected at all",
    "layer",
    "helper",
    "relays",
    "from",
  ];
  return `<table class="plain"><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function grids({ systems, situations }: CompatReport, cells: readonly CompatCell[], links: Links): string {
  const pairs = situations.filter(({ group }) => group === "pairs of NATs");
  const [rows, columns] = [[...new Set(pairs.map(({ row }) => row))], [...new Set(pairs.map(({ column }) => column))]];
  const heads = columns.map((name) => `<th scope="col" data-column="${text(name)}">${text(name)}</th>`).join("");
  const grid = ({ name }: SystemFacts): string => {
    const lines = rows.map((row) => {
      const boxes = columns.map((column) => {
        const cell = cells.find((one) => one.system === name && one.situation.row === row && one.situation.column === column && one.situation.group === "pairs of NATs"); // prettier-ignore
        return `<td data-nats="${text(row)}|${text(column)}">${cell === undefined ? "" : box(cell, links(cell), "letter")}</td>`;
      });
      return `<tr><th scope="row">${text(row)}</th>${boxes.join("")}</tr>`;
    });
    return `<section data-sut="${text(name)}"><h3>${text(name)}</h3><div class="wide"><table><thead><tr><td></td>${heads}</tr></thead><tbody>${lines.join("")}</tbody></table></div></section>`;
  };
  return `<h2>Pairs of NATs</h2><p class="quiet">Rows: the NAT in front of the node that pings. Columns: the NAT in front of its peer.</p><div class="grids">${systems.map(grid).join("")}</div>`;
}

function table(
  { systems, situations }: CompatReport,
  cells: readonly CompatCell[],
  links: Links,
  group: string,
): string {
  const heads = systems.map(({ name }) => `<th scope="col" data-sut="${text(name)}">${text(name)}</th>`).join("");
  const rows = situations
    .filter((one) => one.group === group)
    .map(({ name, row, column, predicted }) => {
      const boxes = systems.map((system) => {
        const cell = cells.find((one) => one.system === system.name && one.situation.name === name);
        return `<td data-sut="${text(system.name)}">${cell === undefined ? "" : box(cell, links(cell), "word")}</td>`;
      });
      return `<tr data-nats="${text(row)}|${text(column)}"><th scope="row">${text(row)} <span class="quiet">and ${text(column)}: theory says ${predicted}</span></th>${boxes.join("")}</tr>`;
    });
  const title = group === "homes" ? "Homes" : "After a disturbance, between port-restricted NATs";
  return `<h2>${title}</h2><div class="wide"><table><thead><tr><td></td>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function missing({ missing: all }: CompatReport): string {
  const names = Object.entries(all);
  if (names.length === 0) return "";
  return `<h2>Not in this report</h2><ul>${names.map(([name, why]) => `<li><b>${text(name)}</b>: ${text(why)}</li>`).join("")}</ul>`;
}

const method = `<h2 id="method">Method and limits</h2>
<p>Every node is a network namespace; every NAT is a set of nftables rules whose mapping, filtering, port use and hairpinning (RFC 4787) are measured with STUN-like probes (RFC 5780) before and after each trial. A trial whose NAT is not as declared is inconclusive. Both nodes start, one pings the other, and the pings of each direction are followed through every capture: a path counts when several in a row take it and pings stop while it is cut.</p>
<p>What theory says is for programs that answer to the address from which a packet came (RFC 8445 §7.3.1.3), with one socket per node and one public helper. A program that punches in another way can do better or worse. Access links add 10 ms; nothing is lost. Results hold for these versions, with the configuration that the adapter writes.</p>`;
