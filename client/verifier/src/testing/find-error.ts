import './use-node-platform';
import { VerifierError } from '../verifier-error';

/** Returns the error that a function throws; `undefined` if it throws none. @throws errors of another kind */
export function findError(run: () => unknown): VerifierError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof VerifierError) return error;
    throw error;
  }
  return undefined;
}
