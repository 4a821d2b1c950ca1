import { common, msp } from '@hyperledger/fabric-protos';

/** A role in an organisation, as certificates carry it. */
export type Role = keyof msp.MSPRole.MSPRoleTypeMap;

/** Principals by role, or `n` of several rules. */
export type Rule = { readonly mspId: string; readonly role: Role } | { readonly n: number; readonly of: readonly Rule[] };

/** One of the organisation's identities of any of these roles. */
export function anyOf(mspId: string, ...roles: Role[]): Rule {
  return { n: 1, of: roles.map((role) => ({ mspId, role })) };
}

/** A topology's endorsement rule: a peer of every organisation of `all` and of `any` of the others. */
export function endorsementRule({ all, any }: { readonly all: readonly string[]; readonly any: number }, mspIds: readonly string[]): Rule {
  const peerOf = (mspId: string): Rule => ({ mspId, role: 'PEER' });
  const others = mspIds.filter((mspId) => !all.includes(mspId)).map(peerOf);
  const rules = [...all.map(peerOf), ...(any > 0 ? [{ n: any, of: others }] : [])];
  return { n: rules.length, of: rules };
}

/** The rule as Fabric's protos say it; every principal is listed once. */
export function signaturePolicy(rule: Rule): common.SignaturePolicyEnvelope {
  const principals = new Map<string, number>();
  const identities: msp.MSPPrincipal[] = [];
  const encode = (part: Rule): common.SignaturePolicy => {
    const policy = new common.SignaturePolicy();
    if ('of' in part) {
      const nOutOf = new common.SignaturePolicy.NOutOf();
      nOutOf.setN(part.n);
      nOutOf.setRulesList(part.of.map(encode));
      policy.setNOutOf(nOutOf);
      return policy;
    }
    const name = `${part.mspId}.${part.role}`;
    const index = principals.get(name) ?? identities.push(rolePrincipal(part.mspId, part.role)) - 1;
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

function rolePrincipal(mspId: string, roleName: Role): msp.MSPPrincipal {
  const role = new msp.MSPRole();
  role.setMspIdentifier(mspId);
  role.setRole(msp.MSPRole.MSPRoleType[roleName]);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(role.serializeBinary());
  return principal;
}
