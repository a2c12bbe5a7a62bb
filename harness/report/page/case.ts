import { escapeMarkup as text } from "../junit.ts";
import type { CaseReport, RunReport } from "../run-json.ts";
import { systemSentence } from "../systems.ts";
import { laboratoryText } from "../text/laboratory.ts";
import { nextSteps } from "../text/next-steps.ts";
import { theoryText, whyOf } from "../text/why.ts";
import { chip, factList, figure, heading, bulletList } from "./elements.ts";
import { claimsSection, linksSection, pathsSection, proofsSection, refText, timeSection, transfersSection } from "./measurements.ts"; // prettier-ignore
import { impairmentsSection } from "./impairments.ts";
import { bindingsSection, packetsSection } from "./packets.ts";
import { recordedSection } from "./recorded.ts";
import { topologySvg } from "./svg/topology.ts";

/** Tunable: as many places of the evidence, and captures to open, as a reader looks at. */
const tuned = { refs: 4, captures: 3 } as const;

/** One line; opened, everything about the case, the reason first. `folder`: of the run, as typed in a command. */
export function caseSection(run: RunReport, caseReport: CaseReport, folder: string | undefined): string {
  const { name, verdict } = caseReport;
  const isOpen = verdict === "fail" || verdict === "inconclusive" || run.cases.length === 1;
  const parts = [
    reason(caseReport),
    commands(run, caseReport, folder),
    heading(`${name}-network`, "Network") + figure("the network", topologySvg(caseReport)),
    timeSection(caseReport),
    caseReport.ladder.rows.length > 0 && packetsSection(caseReport),
    bindingsSection(caseReport),
    recordedSection(caseReport),
    claimsSection(caseReport),
    pathsSection(caseReport),
    linksSection(caseReport),
    impairmentsSection(caseReport),
    transfersSection(caseReport),
    proofsSection(caseReport),
    caseReport.findings.length > 0 && heading(`${name}-findings`, "Findings") + bulletList(caseReport.findings.map(({ what }) => what)), // prettier-ignore
    (caseReport.systems ?? []).length > 0 && heading(`${name}-programs`, "Programs") + bulletList(caseReport.systems!.map(systemSentence)), // prettier-ignore
    caseReport.logs.length > 0 && heading(`${name}-logs`, "Logs") + caseReport.logs.map(logText).join(""),
    files(run, caseReport),
  ];
  return `<details class="case is-${verdict}"${isOpen ? " open" : ""}>${summaryLine(caseReport)}<div class="inside" id="${text(name)}">${parts.filter((part) => part !== false).join("\n")}</div></details>`;
}

function summaryLine(caseReport: CaseReport): string {
  const { name, verdict, nats, expectedPath, observedPath, failure, why, because } = caseReport;
  const path = expectedPath === observedPath ? observedPath : `${expectedPath} → ${observedPath}`;
  return `<summary>${chip(verdict)}<span class="name">${text(name)}</span><span class="nats">${text(nats.a)} ⇄ ${text(nats.b)}</span><span class="path keep">${path}</span><span class="reason quiet">${text(failure?.observed ?? why ?? because)}</span></summary>`;
}

/** The sentence, and what it rests on. */
function reason(caseReport: CaseReport): string {
  const { failure, diagnosis, refs } = caseReport;
  const all = [...(diagnosis?.refs ?? []), ...refs];
  const shown = all.filter(({ node }, i) => all.findIndex((ref) => ref.node === node) === i).map(refText);
  const why = whyOf(caseReport);
  return [
    why === undefined ? "" : `<p class="why">${text(sentence(why, caseReport))}.</p>`,
    factList([
      ["expected", failure && text(failure.expected)],
      ["observed", failure && text(failure.observed)],
      ["stopped at", failure && stations(failure.stoppedAt)],
      ["theory", caseReport.verdict === "pass" ? undefined : text(theoryText(caseReport) ?? "")],
      [
        "laboratory",
        laboratoryText({ ...caseReport, links: [] })
          .split("\n")
          .map(text)
          .join("<br>"),
      ],
      ["packets", text(shown.slice(0, tuned.refs).join(" · "))],
    ]),
  ].join("\n");
}

/** Names keep their small letter. */
const sentence = (said: string, { topology }: CaseReport): string =>
  topology.some(({ name }) => said.startsWith(`${name} `)) ? said : said.charAt(0).toUpperCase() + said.slice(1);

/** `step 2 of 5   ✔ bob sent   ✘ alice sent`: each on its own line. */
const stations = (stoppedAt: string): string =>
  `<ol class="stations">${stoppedAt.split(/ {3}/).map((one) => `<li>${text(one)}</li>`).join("")}</ol>`; // prettier-ignore

function commands(run: RunReport, caseReport: CaseReport, folder: string | undefined): string {
  const steps = nextSteps(run, caseReport, folder);
  const captures = steps
    .filter(({ name }) => name === "packets")
    .slice(caseReport.verdict === "pass" ? 1 : tuned.captures);
  const rows = steps
    .filter((step) => !captures.includes(step))
    .map(({ name, command, note }) => {
      const beside = note === undefined ? "" : `<span class="quiet">${text(note)}</span>`;
      return [name, `<div class="cmd"><code>${text(command)}</code>${beside}</div>`] as const;
    });
  return factList(rows, "commands");
}

function files({ world }: RunReport, { name, folder, captures, topology, logs }: CaseReport): string | false {
  if (folder === undefined) return false;
  const link = (path: string, label = path): string => `<a href="${text(`${folder}/${path}`)}">${text(label)}</a>`;
  const routers = topology.filter(({ kind }) => kind === "router");
  const inLab = world === "lab";
  return (
    heading(`${name}-files`, "Files") +
    factList([
      ["captures", captures.map(({ node, packets }) => `${link(`capture/${node}.pcap`, `${node}.pcap`)} (${packets})`).join(", ")],
      ["rules", inLab ? routers.map((router) => link(`nft/${router.name}.nft`, `${router.name}.nft`)).join(", ") : undefined],
      ["logs", inLab ? logs.map((log) => link(`sut/${log.node}-${log.program}.log`, `${log.node}-${log.program}.log`)).join(", ") : undefined],
      ["network", inLab ? link("lab.sh") : undefined],
      ["evidence", `${link("evidence.json")}, ${link("ladder.md")}`],
    ])
  ); // prettier-ignore
}

const logText = ({ node, program, tail }: CaseReport["logs"][number]): string =>
  `<details><summary>${text(program)} on ${text(node)}</summary><pre tabindex="0">${text(tail.join("\n"))}</pre></details>`;
