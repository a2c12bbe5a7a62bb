export const style = `:root { color-scheme: light dark; --dim: #6b7280; --good: #0f766e; --bad: #b45309; }
body { font: 15px/1.4 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .4rem; }
#state { margin: .2rem 0; color: var(--dim); } #state.lost { color: var(--bad); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--dim); font-weight: normal; }
th, td { padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
section { overflow-x: auto; } .direct, .registered { color: var(--good); } .relayed, #problems li { color: var(--bad); }
#traffic { width: 100%; max-width: 40rem; height: 60px; } #traffic polyline { fill: none; stroke: var(--good); stroke-width: 1.5; }
img { max-width: 100%; height: auto; background: #fff; } footer { margin: 2rem 0; } footer a { margin-right: 1rem; }
`;
