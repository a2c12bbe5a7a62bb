import { baseStyle, figureStyle } from "../../../report/page/style.ts";

/** The pages' one style sheet, in the design of all reports. */
export const compatStyle = `${baseStyle}
.wide table:not(.plain), .grids table { border-collapse: separate; border-spacing: 2px; } th { padding: .2rem .5rem; vertical-align: bottom; } th[scope=row] { white-space: nowrap; vertical-align: middle; } img { vertical-align: middle; }
a.cell, span.cell { display: inline-block; min-width: 2.4rem; padding: .3rem .4rem; border-radius: 4px; color: #fff; text-align: center; text-decoration: none; font-weight: 600; }
a.cell:hover, a.cell:focus-visible { outline: 3px solid Highlight; outline-offset: 1px; }
.grids { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem 2rem; }
.grids th { font-size: .8rem; padding: .1rem .3rem; } .grids thead th { writing-mode: vertical-rl; transform: rotate(180deg); }
.legend { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; padding: 0; list-style: none; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; margin: 1rem 0; } select { font: inherit; padding: .2rem; max-width: 100%; }
:target { background: var(--soft); } [hidden] { display: none !important; }
@media (max-width: 40rem) { th[scope=row] { white-space: normal; font-size: .85rem; } }
`;

/** Of the pages of cells, which share one file. */
export const cellStyle = compatStyle + figureStyle;
