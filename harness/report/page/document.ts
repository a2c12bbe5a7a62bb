import { escapeMarkup as text } from "../junit.ts";

export interface PageParts {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** CSS inside the page, or the address of a style sheet that several pages share. */
  readonly style: { readonly inside: string } | { readonly at: string };
}

/** A whole document. It opens from a disk, a CI artifact or a mail. */
export const pageOf = ({ title, body, style }: PageParts): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${text(title)}</title>
${"inside" in style ? `<style>${style.inside}</style>` : `<link rel="stylesheet" href="${text(style.at)}">`}</head>
<body>
${body}
</body>
</html>
`;
