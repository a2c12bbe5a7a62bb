/** Where the pages of a report are, from that of compat.json. They stay where they are: others link to them. */
export const systemPagePath = (system: string): string => `systems/${fileName(system)}.html`;
export const cellPagePath = (system: string, situation: string): string =>
  `cells/${fileName(system)}/${fileName(situation)}.html`;

export const fileName = (name: string): string => name.replaceAll(/[^A-Za-z0-9.-]+/g, "-");
