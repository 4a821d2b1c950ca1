import { common, msp } from '@hyperledger/fabric-protos';
import type { EndorsementRule } from '../topology';

/** A role in an organisation, as a policy names it. */
export type PolicyRole = keyof msp.MSPRole.MSPRoleTypeMap;

/** One identity of a role, or `n` of several rules. */
export type PolicyRule = { readonly mspId: string; readonly role: PolicyRole } | { readonly n: number; readonly of: readonly PolicyRule[] };

/** Makes a rule that one identity of the organisation satisfies if it has any of the roles. */
export function requireAnyRole(mspId: string, ...roles: PolicyRole[]): PolicyRule {
  return { n: 1, of: roles.map((role) => ({ mspId, role })) };
}

/** Makes the policy rule of a topology's endorsement rule; each organisation is represented by a peer. */
export function toPolicyRule({ all, any }: EndorsementRule, mspIds: readonly string[]): PolicyRule {
  const requirePeer = (mspId: string): PolicyRule => ({ mspId, role: 'PEER' });
  const others = mspIds.filter((mspId) => !all.includes(mspId)).map(requirePeer);
  const rules = [...all.map(requirePeer), ...(any > 0 ? [{ n: any, of: others }] : [])];
  return { n: rules.length, of: rules };
}

/** Encodes a rule as Fabric's protobuf message; each principal is listed once. */
export function encodeSignaturePolicy(rule: PolicyRule): common.SignaturePolicyEnvelope {
  const principals = new Map<string, number>();
  const identities: msp.MSPPrincipal[] = [];
  const encode = (part: PolicyRule): common.SignaturePolicy => {
    const policy = new common.SignaturePolicy();
    if ('of' in part) {
      const nOutOf = new common.SignaturePolicy.NOutOf();
      nOutOf.setN(part.n);
      nOutOf.setRulesList(part.of.map(encode));
      policy.setNOutOf(nOutOf);
      return policy;
    }
    const name = `${part.mspId}.${part.role}`;
    const index = principals.get(name) ?? identities.push(encodeRolePrincipal(part.mspId, part.role)) - 1;
    principals.set(name, index);
    policy.setSignedBy(index);
    return policy;
  };
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setVersion(0);
  envelope.setRule(encode(rule));
  envelope.setIdentitiesList(identities);
  return envelope;
}

function encodeRolePrincipal(mspId: string, roleName: PolicyRole): msp.MSPPrincipal {
  const role = new msp.MSPRole();
  role.setMspIdentifier(mspId);
  role.setRole(msp.MSPRole.MSPRoleType[roleName]);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(role.serializeBinary());
  return principal;
}
