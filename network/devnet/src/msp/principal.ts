import { msp } from '@hyperledger/fabric-protos';
import type { Identity } from '../peer/types';
import { MspIdentity } from './identity';
import { MspError } from './msp';

/** Whether an identity is what a principal names. */
export type Principal = (identity: Identity) => boolean;

/** The test that a principal names (Fabric's `msp/mspimpl.go`, satisfiesPrincipal). @throws MspError for an unknown kind. */
export function readPrincipal(principal: msp.MSPPrincipal): Principal {
  const bytes = principal.getPrincipal_asU8();
  const kinds = msp.MSPPrincipal.Classification;
  switch (principal.getPrincipalClassification()) {
    case kinds.ROLE:
      return readRole(msp.MSPRole.deserializeBinary(bytes));
    case kinds.ORGANIZATION_UNIT:
      return readOrganizationUnit(msp.OrganizationUnit.deserializeBinary(bytes));
    case kinds.IDENTITY:
      return (identity) => isValid(identity) && Buffer.compare(identity.serialized, bytes) === 0;
    case kinds.COMBINED:
      return readCombined(msp.CombinedPrincipal.deserializeBinary(bytes));
    default:
      throw new MspError('principal type is not supported');
  }
}

function readRole(role: msp.MSPRole): Principal {
  const mspId = role.getMspIdentifier();
  const test = makeRoleTest(role.getRole());
  return (identity) => identity.mspId === mspId && isValid(identity) && test(identity);
}

function makeRoleTest(role: number): Principal {
  const roles = msp.MSPRole.MSPRoleType;
  const names = { [roles.ADMIN]: 'admin', [roles.CLIENT]: 'client', [roles.PEER]: 'peer', [roles.ORDERER]: 'orderer' } as const;
  if (role === roles.MEMBER) return () => true;
  const name = Object.entries(names).find(([value]) => Number(value) === role)?.[1];
  if (name === undefined) throw new MspError(`role ${role} is unknown`);
  return (identity) => identity instanceof MspIdentity && identity.roles.has(name);
}

function readOrganizationUnit(unit: msp.OrganizationUnit): Principal {
  const mspId = unit.getMspIdentifier();
  const name = unit.getOrganizationalUnitIdentifier();
  return (identity) => identity.mspId === mspId && isValid(identity) && identity.organizationalUnits.includes(name);
}

function readCombined(combined: msp.CombinedPrincipal): Principal {
  const parts = combined.getPrincipalsList().map(readPrincipal);
  if (parts.length === 0) throw new MspError('a combined principal names none');
  return (identity) => parts.every((part) => part(identity));
}

function isValid(identity: Identity): boolean {
  return identity.invalidReason === undefined;
}
