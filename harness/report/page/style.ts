/**
 * What all pages have in common: colours of both schemes, type, tables, boxes. No fonts, scripts or images from elsewhere.
 * Text has at least 4.5 : 1 against its ground (WCAG 2.2, 1.4.3).
 */
export const baseStyle = `
:root { color-scheme: light dark; --ground: light-dark(#fff, #0f1318); --text: light-dark(#1b1f24, #e6e9ed); --quiet: light-dark(#57606a, #a3adb8); --line: light-dark(#d0d7de, #39424d); --soft: light-dark(#f3f5f8, #1a2028); --link: light-dark(#0a58ca, #7ab8ff);
  --ok: light-dark(#17692f, #63d586); --bad: light-dark(#b3261e, #ff8a80); --odd: light-dark(#7a4b00, #e9b949); --relay: light-dark(#0a58ca, #7ab8ff); background: var(--ground); color: var(--text); }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; margin: 0 auto; max-width: 82rem; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.65rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; } h2 { margin: 2.2rem 0 .5rem; font-size: 1.25rem; } h3 { margin: 2rem 0 .5rem; font-size: 1rem; }
p { margin: .4rem 0; } a { color: var(--link); } h2 a, h3 a { color: inherit; text-decoration: none; } h2 a:hover, h3 a:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.quiet { color: var(--quiet); } .lead { font-size: 1.05rem; max-width: 60rem; } .keep { white-space: nowrap; } .wide { overflow-x: auto; }
.pass, .met, .ok { color: var(--ok); } .fail, .violated { color: var(--bad); } .inconclusive, .unsound, .pending, .unsupported { color: var(--odd); }
.chip { display: inline-block; min-width: 4.2rem; padding: .1rem .55rem; border-radius: 99px; background: #57606a; color: #fff; font-size: .8rem; font-weight: 600; text-align: center; }
.chip.pass { background: #17692f; } .chip.fail { background: #b3261e; } .chip.inconclusive { background: #7a4b00; }
table { border-collapse: collapse; } th { text-align: left; font-weight: 500; color: var(--quiet); }
table.plain th, table.plain td { padding: .3rem 1rem .3rem 0; vertical-align: top; } table.plain td { border-top: 1px solid var(--line); }
pre, code { font: .85em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; } pre { overflow-x: auto; background: var(--soft); padding: .6rem .8rem; border-radius: 6px; margin: .4rem 0; } code { overflow-wrap: anywhere; }
figure { margin: .5rem 0; } figure svg { display: block; } figcaption { color: var(--quiet); font-size: .85rem; max-width: 60rem; }
ul { padding-left: 1.2rem; } summary { cursor: pointer; min-height: 1.7rem; }
dl.facts { display: grid; grid-template-columns: 6rem 1fr; gap: .15rem 1rem; margin: .6rem 0; } dl.facts dt { color: var(--quiet); } dl.facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.cmd { display: flex; gap: .6rem; align-items: baseline; } .cmd button { font: inherit; font-size: .8rem; padding: .1rem .6rem; border: 1px solid var(--line); border-radius: 6px; background: var(--soft); color: var(--text); cursor: pointer; flex: none; }
:target { scroll-margin-top: 4rem; }
@media (max-width: 40rem) { .cmd { flex-wrap: wrap; gap: 0 .6rem; } .cmd code { flex: 1 1 60%; } .cmd .quiet { flex-basis: 100%; } body { padding: 1rem .75rem 3rem; } h1 { font-size: 1.35rem; }
  dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: .4rem; }
  table.plain, table.plain tbody, table.plain tr, table.plain td { display: block; } table.plain thead, table.plain td:empty { display: none; }
  table.plain tr { padding: .5rem 0; border-top: 1px solid var(--line); } table.plain td { border: 0; padding: .05rem 0; overflow-wrap: anywhere; } table.plain td[data-head]:not([data-head=""])::before { content: attr(data-head) ": "; color: var(--quiet); } }
`;

/** Of networks, ladders and plots. */
export const figureStyle = `
svg.figure { font: 12px system-ui, sans-serif; } svg.figure text { fill: var(--text); } svg.figure text.dim { fill: var(--quiet); } svg.figure text.bad { fill: var(--bad); } svg.figure .axis { stroke: var(--line); }
.topology text, .ladder text { text-anchor: middle; } .topology rect { fill: var(--soft); stroke: var(--line); } .topology line { stroke: var(--quiet); } .topology .nat { font-size: 11px; }
.topology .link, .ladder .cell, .ladder .rule { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; stroke-linejoin: round; } .topology .link { font-size: 11px; }
.topology .router rect { fill: light-dark(#dbe9fd, #1d3350); } .topology .core rect { rx: 22px; }
.ladder .way { fill: none; stroke: var(--text); } .ladder .tip { fill: var(--text); } .ladder .life { stroke: var(--line); stroke-dasharray: 3 4; } .ladder .title { font-weight: 600; }
.ladder .time, .ladder .note { text-anchor: start; } .ladder .time, .ladder .note { fill: var(--quiet); }
.ladder .refused .way, .ladder .lost .way { stroke: var(--bad); } .ladder .refused text, .ladder .lost text, .ladder .refused .tip, .ladder .lost .tip { fill: var(--bad); } .ladder .cross { font-weight: 700; font-size: 15px; } .ladder .rule { text-anchor: start; font-size: 11px; }
.ladder a:hover .cell, .ladder a:focus-visible .cell { text-decoration: underline; }
.b0 { --hue: light-dark(#0a7a50, #4fc894); } .b1 { --hue: light-dark(#8250df, #c297ff); } .b2 { --hue: light-dark(#bc4c00, #ff9d57); } .b3 { --hue: light-dark(#0969da, #6cb6ff); } .b4 { --hue: light-dark(#bf3989, #ff80c8); }
.ladder .binding { stroke: var(--hue); stroke-width: 4; } .ladder .idle { stroke: var(--hue); stroke-width: 2; stroke-dasharray: 2 3; } .ladder .end { stroke: var(--hue); stroke-width: 2; } .ladder .made { fill: var(--ground); stroke: var(--hue); stroke-width: 2.5; }
.swatch { display: inline-block; width: .8rem; height: .8rem; border-radius: 3px; background: var(--hue); vertical-align: -1px; }
.time .direct { stroke: var(--ok); } .time .relayed { stroke: var(--relay); } .time .mixed { stroke: var(--odd); } .time .dots { fill: none; stroke-width: 4; stroke-linecap: round; } .time .lost { stroke: var(--bad); stroke-width: 1.5; }
.time .asked { stroke: var(--odd); stroke-dasharray: 6 4; stroke-width: 1.2; } .time .asked.direct { stroke: var(--ok); } .time .asked.relayed { stroke: var(--relay); } .time .mean { stroke: var(--text); stroke-width: 1.2; } .time rect.act { fill: var(--quiet); } .time rect.met { fill: var(--ok); } .time rect.violated { fill: var(--bad); } .time rect.pending, .time rect.unsound { fill: var(--odd); } .time .cut { fill: var(--odd); opacity: .16; } .time .event { stroke: var(--odd); stroke-width: 2; } .time .bar { fill: var(--relay); }
.time .bars { fill: light-dark(#86b7f0, #2f5f96); } .time .stepped { fill: none; stroke-width: 1.6; stroke-dasharray: 4 3; } .panels { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; margin-top: .8rem; } .panels svg { max-width: 100%; height: auto; }
`;

/** Of a run: a case is one line until it is opened. */
export const runStyle = `
@media (min-width: 60rem) { dl.facts.run { grid-template-columns: 6rem 1fr 6rem 1fr; } } dl.facts.run { margin-top: 1rem; font-size: .9rem; } header { margin-bottom: 1.5rem; } .tally { font-weight: 600; }
details.case { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; } details.case > summary { display: grid; grid-template-columns: 7.2rem minmax(8rem, 1fr) minmax(10rem, 1.4fr) 9rem minmax(12rem, 3fr); gap: .2rem 1rem; padding: .55rem .9rem; align-items: baseline; list-style: none; }
details.case > summary::-webkit-details-marker { display: none; } details.case > summary::before { content: none; } details.case > summary:hover { background: var(--soft); border-radius: 8px; }
.case .chip::before { content: "▸"; margin-right: .35rem; } .case[open] > summary .chip::before { content: "▾"; } .case .name { font-weight: 600; overflow-wrap: anywhere; }
.case .inside { padding: .2rem 1rem 1.2rem; border-top: 1px solid var(--line); } .case .why { font-size: 1.1rem; line-height: 1.45; max-width: 62rem; margin: .8rem 0; padding-left: .9rem; border-left: 4px solid var(--line); }
.is-fail .why { border-color: var(--bad); } .is-pass .why { border-color: var(--ok); } .is-inconclusive .why { border-color: var(--odd); }
ol.stations { margin: 0; padding: 0; list-style: none; } .packets details { border-top: 1px solid var(--line); padding: .15rem 0; } .packets summary { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; } @media (min-width: 60rem) { .bytes { display: grid; grid-template-columns: 2fr 3fr; gap: .8rem; align-items: start; } } .packets .at { display: inline-block; min-width: 4rem; color: var(--quiet); }
@media (max-width: 60rem) { details.case > summary { grid-template-columns: 7.2rem 1fr; } .case > summary .nats, .case > summary .path, .case > summary .reason { grid-column: 1 / -1; } }
`;

/** Of what machines recorded. */
export const stepperStyle = `
.stepper p { margin: .1rem 0; overflow-wrap: anywhere; } .stepper ol { list-style: none; margin: 0; padding: 0; } .stepper li { border-top: 1px solid var(--line); padding: .35rem 0; font-size: .85rem; }
.stepper .who { font-variant-numeric: tabular-nums; } .stepper .who .at { display: inline-block; min-width: 3.6rem; } .stepper .did { padding-left: 1rem; } .stepper .way { padding-left: 1rem; font-size: .95em; } .stepper .did + .way { padding-left: 2rem; }
.stepper .bar { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: .5rem 0; background: var(--ground); } .stepper input { flex: 1 1 12rem; min-width: 8rem; height: 1.8rem; accent-color: var(--link); }
.stepper button { font: inherit; font-size: .85rem; min-width: 2.2rem; min-height: 1.9rem; border: 1px solid var(--line); border-radius: 6px; background: var(--soft); color: var(--text); cursor: pointer; } .stepper output { min-width: 10rem; font-variant-numeric: tabular-nums; }
.stepper .only { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; flex-basis: 100%; color: var(--quiet); font-size: .85rem; } .only button[aria-pressed="false"] { background: none; color: var(--quiet); text-decoration: line-through; }
.stepper .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: .6rem; margin: .3rem 0 .6rem; } .stepper section { border: 1px solid var(--line); border-radius: 8px; padding: .4rem .7rem .6rem; font-size: .85rem; min-width: 0; } .stepper section.now { border-color: var(--link); box-shadow: inset 0 3px var(--link); } .stepper h4 { margin: 0; font-size: .9rem; }
@media (max-width: 40rem) { .stepper input { flex-basis: 100%; order: -1; } .stepper section.now { order: -1; } }
.stepper .aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
