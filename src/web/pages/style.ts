export const style = `:root { color-scheme: light dark; --dim: #5b6472; --good: #0f766e; --bad: #b45309; --link: #1d4ed8; }
@media (prefers-color-scheme: dark) {
  :root { --dim: #a3abb8; --good: #5eead4; --bad: #fbbf24; --link: #93c5fd; }
  body { background: #121212; }
  /* The picture has one set of colours: dark on light. */
  #graph { filter: invert(1) hue-rotate(180deg); }
}
body { font: 15px/1.4 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .4rem; }
a { color: var(--link); }
#state { margin: .2rem 0; color: var(--dim); } #state.lost { color: var(--bad); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--dim); font-weight: normal; }
th, td { padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8884; vertical-align: top; white-space: nowrap; }
td { overflow-wrap: anywhere; } td.words { white-space: normal; }
.direct, .registered { color: var(--good); } .relayed, #problems b { color: var(--bad); }
#traffic { display: block; width: 100%; max-width: 40rem; height: 60px; border-bottom: 1px solid #8884; }
#traffic polyline { fill: none; stroke: var(--good); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
img { max-width: 100%; height: auto; } footer { margin: 2rem 0; } footer a { margin-right: 1rem; }
@media (max-width: 60rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: grid; grid-template-columns: 7rem 1fr; padding: .4rem 0; border-bottom: 1px solid #8884; }
  td { display: contents; white-space: normal; } td::before { content: attr(data-head); color: var(--dim); }
}
`;
