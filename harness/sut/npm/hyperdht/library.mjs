export { default as HyperDHT } from "hyperdht";
export { default as relay } from "blind-relay";
