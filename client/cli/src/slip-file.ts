import { readSlip, type MadeSlip } from '@databund/client';
import { readText } from './local-paths';

/** Reads a price slip from a file. @throws UsageError FILE_MISSING @throws DatabundError INPUT_INVALID */
export function readSlipFile(path: string): MadeSlip {
  return readSlip(readText(path));
}
