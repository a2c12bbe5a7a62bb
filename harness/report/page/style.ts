/** Of topologies and ladders, light and dark, for pages that have `--line`, `--soft` and `--bad`. */
export const figureStyle = `
.topology, .ladder { font: 12px system-ui, sans-serif; }
.topology text, .ladder text { fill: currentColor; text-anchor: middle; } .ladder line { stroke: currentColor; } .topology rect { fill: var(--soft); stroke: var(--line); }
.topology line { stroke: var(--line); } .topology .link, .nat { font-size: 11px; opacity: .8; }
.topology .link { paint-order: stroke; stroke: Canvas; stroke-width: 3px; }
.topology .router rect { fill: #3b82f633; } .topology .core rect { rx: 22px; }
.ladder .life { stroke: var(--line); stroke-dasharray: 3 4; } .ladder .title { font-weight: 600; }
.ladder .time, .ladder .note { text-anchor: start; opacity: .7; } .ladder path { fill: currentColor; }
.ladder .refused, .ladder .lost { color: var(--bad); } .ladder .cross { font-weight: 700; }
`;

/** The page's only style sheet, light and dark: no external fonts, scripts or images. */
export const pageStyle = `
:root { color-scheme: light dark; --line: #8888; --soft: #8882; --ok: #18864b; --bad: #c62828; --odd: #b26a00; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 84rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { margin: 2.5rem 0 .5rem; } h3 { margin: 1.4rem 0 .3rem; font-size: 1rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .25rem .9rem .25rem 0; vertical-align: top; }
th { font-weight: 500; opacity: .65; } td { border-top: 1px solid var(--soft); }
.pass, .met { color: var(--ok); } .fail, .violated { color: var(--bad); }
.inconclusive, .unsound, .pending, .unsupported { color: var(--odd); }
.quiet { opacity: .7; } .wide { overflow-x: auto; } pre { overflow-x: auto; background: var(--soft); padding: .6rem; }
.keep { white-space: nowrap; }
${figureStyle}`;
