import { parseWholeNumber } from '@databund/devnet/internal/whole-number';

/** Reads the gateway's port from `DATABUND_PORT`: 3000 by default, 0 for any free port. @throws NUMBER_INVALID */
export function readGatewayPort(environment: Readonly<Record<string, string | undefined>>): number {
  return parseWholeNumber('DATABUND_PORT', environment['DATABUND_PORT'] ?? '3000', { min: 0, max: 65_535 });
}
