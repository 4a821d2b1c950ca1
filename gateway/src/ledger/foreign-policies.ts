import type { EndorsedWrites } from './endorsed-writes';
import { formatRule, isSatisfiedBy, readSignatureRule } from './signature-rule';

/** A written key whose endorsement policy the endorsers do not satisfy. */
export interface ForeignPolicy {
  /** The parts of the key, joined by `~`. */
  readonly key: string;
  /** In the policy language of Fabric's commands, such as `OutOf(1, 'BuyerMSP.peer')`. */
  readonly policy: string;
}

/** Finds the keys that a transaction may not write; `policies` are PB(SignaturePolicyEnvelope) in base64 in the order of its keys. */
export function findForeignPolicies(
  { keys, endorsers }: Pick<EndorsedWrites, 'endorsers' | 'keys'>,
  policies: readonly (string | null)[],
): readonly ForeignPolicy[] {
  return keys.flatMap((key, index) => {
    const policy = policies[index];
    if (typeof policy !== 'string') return [];
    const rule = readSignatureRule(Buffer.from(policy, 'base64'));
    return isSatisfiedBy(rule, endorsers) ? [] : [{ key: formatKey(key), policy: formatRule(rule) }];
  });
}

/** Joins the parts of a composite key printably. */
function formatKey(key: string): string {
  return key
    .split('\0')
    .filter((part) => part !== '')
    .join('~');
}
