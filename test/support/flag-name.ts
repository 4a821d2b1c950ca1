import { StatusCode } from '@hyperledger/fabric-gateway';

const names = new Map<number, string>(Object.entries(StatusCode).map(([name, code]) => [code, name]));

/** How the channel marked a transaction: `VALID`, or why it does not count. */
export function flagName(code: number): string {
  return names.get(code) ?? String(code);
}
