const table = "table netdev cut_off";

/**
 * Drops at the device, below the node's own addresses and routes: its programs get no error when they send. ARP still
 * passes, so that neighbours keep sending instead of reporting the host as unreachable.
 */
export function cutOffRuleset(interfaces: readonly string[]): string {
  const devices = `devices = { ${interfaces.map((name) => `"${name}"`).join(", ")} }`;
  const chain = (hook: string) =>
    `chain ${hook}_dropped { type filter hook ${hook} ${devices} priority 0; policy accept; meta protocol != arp drop; }`;
  return `${table} {\n${chain("ingress")}\n${chain("egress")}\n}\n`;
}

/** `delete` alone would fail if there is nothing to restore. */
export const restoreRuleset = `${table}\ndelete ${table}\n`;
