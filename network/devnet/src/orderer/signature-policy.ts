import { common, msp } from '@hyperledger/fabric-protos';
import type { EndorsementRule } from '../topology';

/** A role in an organisation, as a policy names it. */
export type PolicyRole = keyof msp.MSPRole.MSPRoleTypeMap;

/** One identity of a role, or `n` of several rules. */
export type RoleRule = { readonly mspId: string; readonly role: PolicyRole } | { readonly n: number; readonly of: readonly RoleRule[] };

/** An identity with an organisational unit, under the CAs that `certifiers` identifies. */
interface UnitRule {
  readonly mspId: string;
  readonly unit: string;
  readonly certifiers: Uint8Array;
}

/** One identity of a role or of an organisational unit, or `n` of several rules. */
export type PolicyRule = RoleRule | UnitRule | { readonly n: number; readonly of: readonly PolicyRule[] };

/** Makes a rule that one identity of the organisation satisfies if it has any of the roles. */
export function requireAnyRole(mspId: string, ...roles: PolicyRole[]): RoleRule {
  return { n: 1, of: roles.map((role) => ({ mspId, role })) };
}

/** Makes the policy rule of a topology's endorsement rule; each organisation is represented by a peer. */
export function toPolicyRule({ all, any }: EndorsementRule, mspIds: readonly string[]): RoleRule {
  const requirePeer = (mspId: string): RoleRule => ({ mspId, role: 'PEER' });
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
    const name =
      'role' in part
        ? `${part.mspId}.${part.role}`
        : `${part.mspId} with ${part.unit} under ${Buffer.from(part.certifiers).toString('hex')}`;
    const index = principals.get(name) ?? identities.push(encodePrincipal(part)) - 1;
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

function encodePrincipal(rule: Exclude<PolicyRule, { readonly n: number }>): msp.MSPPrincipal {
  const kinds = msp.MSPPrincipal.Classification;
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification('role' in rule ? kinds.ROLE : kinds.ORGANIZATION_UNIT);
  principal.setPrincipal(('role' in rule ? makeRole(rule.mspId, rule.role) : makeUnit(rule)).serializeBinary());
  return principal;
}

function makeRole(mspId: string, roleName: PolicyRole): msp.MSPRole {
  const role = new msp.MSPRole();
  role.setMspIdentifier(mspId);
  role.setRole(msp.MSPRole.MSPRoleType[roleName]);
  return role;
}

function makeUnit({ mspId, unit: name, certifiers }: UnitRule): msp.OrganizationUnit {
  const unit = new msp.OrganizationUnit();
  unit.setMspIdentifier(mspId);
  unit.setOrganizationalUnitIdentifier(name);
  unit.setCertifiersIdentifier(certifiers);
  return unit;
}
