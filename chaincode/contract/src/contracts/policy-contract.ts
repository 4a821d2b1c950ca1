import { ExchangeError, readCertificate } from '@databund/model';
import { Contract, type Context } from 'fabric-contract-api';

const observerUnit = 'observer';

/** Tells an observer under which endorsement policies keys stand. It writes nothing, and no participant may call it. */
export class PolicyContract extends Contract {
  constructor() {
    super('policy');
  }

  /**
   * Returns the policies of a JSON list of state keys as a JSON list: PB(SignaturePolicyEnvelope) in base64, or `null` for a key without one.
   * @throws NOT_PERMITTED
   */
  async ReadKeyPolicies({ stub, clientIdentity }: Context, keys: string): Promise<string> {
    const units = readCertificate(clientIdentity.getIDBytes())?.units ?? [];
    if (!units.includes(observerUnit)) throw new ExchangeError('NOT_PERMITTED', { by: [observerUnit] });
    const policies: (string | null)[] = [];
    for (const key of parseKeys(keys)) policies.push(encodePolicy(await stub.getStateValidationParameter(key)));
    return JSON.stringify(policies);
  }
}

/** @throws INPUT_INVALID */
function parseKeys(text: string): readonly string[] {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw new ExchangeError('INPUT_INVALID', { expected: 'a JSON list of state keys' });
}

/** Encodes a policy; the shim returns undefined for a key without one, although its types do not say so. */
function encodePolicy(policy: Uint8Array | undefined): string | null {
  return policy === undefined || policy.length === 0 ? null : Buffer.from(policy).toString('base64');
}
