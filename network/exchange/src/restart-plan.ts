import { partNames, type PartName } from './exchange-stack';
import { listDependencies } from './package-graph';

/** The package that each process runs. */
export const packageOfPart: Readonly<Record<PartName, string>> = { gateway: 'gateway', network: 'devnet', chaincode: 'chaincode' };

/** Names the processes to restart after packages have changed: those that run one of them, and those that do not run. A network takes its gateway along. */
export function planRestart(changed: readonly string[], stopped: readonly PartName[]): readonly PartName[] {
  const affected = partNames.filter((part) => {
    const used = listDependencies(packageOfPart[part]);
    return stopped.includes(part) || changed.some((name) => used.has(name));
  });
  return partNames.filter((part) => affected.includes(part) || (part === 'gateway' && affected.includes('network')));
}
