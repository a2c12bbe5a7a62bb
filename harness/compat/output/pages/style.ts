import { figureStyle } from "../../../report/page/style.ts";

/** The pages' one style sheet: no fonts, scripts or images from elsewhere; light and dark, phone and desk. */
export const compatStyle = `
:root { color-scheme: light dark; background: light-dark(#fff, #121212); color: light-dark(#1a1a1a, #e8e8e8); --line: #8886; --soft: #8882; --quiet: light-dark(#555, #aaa); --bad: light-dark(#b3261e, #ff8a80); }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1rem; }
h1 { font-size: 1.6rem; margin: .5rem 0; } h2 { margin: 2rem 0 .5rem; font-size: 1.25rem; } h3 { margin: 1.2rem 0 .3rem; font-size: 1rem; }
.quiet { color: var(--quiet); } .wide { overflow-x: auto; }
table { border-collapse: separate; border-spacing: 2px; } th { text-align: left; font-weight: 500; padding: .2rem .5rem; vertical-align: bottom; }
th[scope=row] { white-space: nowrap; } table.plain td { padding: .3rem .6rem; border-top: 1px solid var(--soft); vertical-align: top; }
a.cell, span.cell { display: inline-block; min-width: 2.4rem; padding: .3rem .4rem; border-radius: 4px; color: #fff; text-align: center; text-decoration: none; font-weight: 600; }
a.cell:hover, a.cell:focus-visible { outline: 3px solid Highlight; outline-offset: 1px; }
.grids { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem 2rem; }
.grids th { font-size: .8rem; padding: .1rem .3rem; } .grids thead th { writing-mode: vertical-rl; transform: rotate(180deg); }
.legend { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; padding: 0; list-style: none; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; margin: 1rem 0; } select { font: inherit; padding: .2rem; max-width: 100%; }
code { font-size: .8rem; background: var(--soft); padding: .1rem .3rem; border-radius: 3px; overflow-wrap: anywhere; }
:target { background: var(--soft); } [hidden] { display: none !important; }
@media (max-width: 40rem) { th[scope=row] { white-space: normal; font-size: .85rem; } table.plain tr { padding: .6rem 0; border-top: 2px solid var(--line); } body { padding: .6rem; } table.plain, table.plain tbody, table.plain tr, table.plain td { display: block; } table.plain thead, table.plain td:empty { display: none; } table.plain td::before { content: attr(data-head) ": "; color: var(--quiet); } }
`;

/** Of the pages of cells, which share one file. */
export const cellStyle = compatStyle + figureStyle;
