import type { Hash } from '@databund/model';
import { ChaincodeError } from '../chaincode-error';

/** The variable with the SHA-256 of the founding document that this organisation agreed to, in lower-case hex. */
export const foundingVariable = 'DATABUND_FOUNDING';

/** Reads the hash of the founding document that this organisation agreed to. @throws FOUNDING_MISSING, FOUNDING_INVALID */
export function readAgreedFounding(environment: NodeJS.ProcessEnv): Hash {
  const value = environment[foundingVariable];
  if (value === undefined || value === '')
    throw new ChaincodeError(
      'FOUNDING_MISSING',
      `No founding document was agreed to: expected its SHA-256 in --founding or ${foundingVariable}. ` +
        'Print it with `databund-gateway exchange hash --input founding.json`.',
    );
  if (/^[0-9a-f]{64}$/.test(value)) return { alg: 'sha-256', value };
  throw new ChaincodeError(
    'FOUNDING_INVALID',
    `The founding hash is ${JSON.stringify(value)}: expected the 64 lower-case hex digits that \`databund-gateway exchange hash\` prints.`,
  );
}
