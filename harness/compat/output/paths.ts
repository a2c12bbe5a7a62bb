/** Paths of a report's pages, relative to the folder of compat.json. They must not change, because others link to them. */
export const systemPagePath = (system: string): string => `systems/${fileName(system)}.html`;
export const cellPagePath = (system: string, situation: string): string =>
  `cells/${fileName(system)}/${fileName(situation)}.html`;

export const fileName = (name: string): string => name.replaceAll(/[^A-Za-z0-9.-]+/g, "-");
