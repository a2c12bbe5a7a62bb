/** Colours have a contrast of at least 3 to 1 to the page, light and dark (WCAG 2.2, 1.4.11). */
const colours: readonly (readonly [light: string, dark: string])[] = [
  ["#555555", "#b8b8b8"],
  ["#0b62b8", "#6cb4ff"],
  ["#b3261e", "#ff8a80"],
  ["#14713f", "#63d297"],
  ["#8a5a00", "#f0b849"],
  ["#7b3fa0", "#cf9bf2"],
  ["#00717d", "#4fd1de"],
  ["#a8246e", "#ff8cc6"],
];

/** Of plots, on pages with the style of compatibility reports. */
export const plotStyle = `
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 1rem 1.5rem; }
figure { margin: 0; } figcaption { font-weight: 500; } summary { cursor: pointer; margin: 1rem 0; }
svg.plot { max-width: 100%; height: auto; font: 11px system-ui, sans-serif; }
.plot text { fill: currentColor; } .plot .y { text-anchor: end; } .plot .x { text-anchor: middle; }
.plot .grid { stroke: var(--soft); } .plot polyline { fill: none; stroke: currentColor; stroke-width: 1.8; }
.plot .bar { stroke: currentColor; stroke-width: 1.2; opacity: .7; } .plot circle, .plot rect, .plot .mark { fill: currentColor; }
.legend svg { vertical-align: middle; }
${colours.map(([light, dark], i) => `.line${i} { color: light-dark(${light}, ${dark}); }`).join("\n")}
`;
