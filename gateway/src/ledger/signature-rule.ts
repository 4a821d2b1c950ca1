import { common, msp } from '@hyperledger/fabric-protos';

/** An endorsement policy as a key carries it: one organisation's peer, or so many of several rules. */
export type SignatureRule = { readonly mspId: string } | { readonly atLeast: number; readonly of: readonly SignatureRule[] };

/** Reads PB(SignaturePolicyEnvelope); a principal that names no organisation's role has an empty MSP id, which nobody satisfies. */
export function readSignatureRule(bytes: Uint8Array): SignatureRule {
  const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes);
  const mspIds = envelope.getIdentitiesList().map(readMspId);
  const read = (rule: common.SignaturePolicy | undefined): SignatureRule => {
    const several = rule?.getNOutOf();
    if (several) return { atLeast: several.getN(), of: several.getRulesList().map(read) };
    return { mspId: mspIds[rule?.getSignedBy() ?? -1] ?? '' };
  };
  return read(envelope.getRule());
}

/** Tells whether peers of these organisations satisfy a rule. */
export function isSatisfiedBy(rule: SignatureRule, endorsers: readonly string[]): boolean {
  if ('mspId' in rule) return endorsers.includes(rule.mspId);
  return rule.of.filter((part) => isSatisfiedBy(part, endorsers)).length >= rule.atLeast;
}

/** Formats a rule in the policy language of Fabric's commands. */
export function formatRule(rule: SignatureRule): string {
  if ('mspId' in rule) return `'${rule.mspId}.peer'`;
  return `OutOf(${[String(rule.atLeast), ...rule.of.map(formatRule)].join(', ')})`;
}

function readMspId(principal: msp.MSPPrincipal): string {
  if (principal.getPrincipalClassification() !== msp.MSPPrincipal.Classification.ROLE) return '';
  return msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8()).getMspIdentifier();
}
