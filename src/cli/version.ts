import product from "../../package.json" with { type: "json" };

/** What a supernode tells edges that ask: at most 19 bytes (fact sheet §3.8). */
export const version = `${product.name} ${product.version}`;
