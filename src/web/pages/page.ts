import { script } from "./script.ts";
import { style } from "./style.ts";

/**
 * The page: a frame without data, which its script fills from /live. Nothing comes from elsewhere, and nothing in it
 * can be a script: texts of peers are set as text.
 */
export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>n2n</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<header><h1 id="title">n2n</h1><p id="state" role="status">connecting …</p></header>
<main>
<section id="problems" hidden><h2>Problems</h2><ul></ul></section>
<section><h2>Members</h2><table id="members"><thead></thead><tbody></tbody></table><p id="left"></p></section>
<section><h2>Traffic</h2><svg id="traffic" viewBox="0 0 300 60" preserveAspectRatio="none" role="img" aria-label="frames a second, the last minutes"></svg><p id="rate"></p></section>
<section><h2>Graph</h2><img id="graph" src="/peers.svg" alt="who is reached how" width="640" height="640"></section>
<section><h2>Supernodes</h2><table id="supernodes"><thead></thead><tbody></tbody></table></section>
<section id="kept" hidden><h2>Addresses kept and reserved</h2><table><thead></thead><tbody></tbody></table></section>
<section id="drops" hidden><h2>Dropped</h2><table><thead></thead><tbody></tbody></table></section>
</main>
<footer><a href="/peers.json">JSON</a> <a href="/leases.json">addresses</a> <a href="/peers.dot">DOT</a> <a href="/metrics">metrics</a></footer>
</body>
</html>
`;

/** Two members and the path between them. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M3 12 13 4" stroke="#0f766e" stroke-width="2"/><circle cx="3" cy="12" r="3" fill="#1d4ed8"/><circle cx="13" cy="4" r="3" fill="#0f766e"/></svg>
`;

export const pageFiles = { script, style, icon } as const;

/** Content-Security-Policy and its companions for the page and all it loads. */
export const pageHeaders = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
} as const;
