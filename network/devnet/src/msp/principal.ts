import { msp } from '@hyperledger/fabric-protos';
import { DevnetError } from '../errors';
import type { Identity } from '../peer/types';
import { MspIdentity } from './identity';
import type { NodeRole } from './msp';

/** Returns whether an identity matches a principal. */
export type Principal = (identity: Identity) => boolean;

/** Compiles a principal (Fabric's `msp/mspimpl.go`, satisfiesPrincipal). @throws MSP_INVALID for an unknown kind */
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
      throw new DevnetError('MSP_INVALID', 'principal type is not supported');
  }
}

function readRole(role: msp.MSPRole): Principal {
  const mspId = role.getMspIdentifier();
  const test = makeRoleTest(role.getRole());
  return (identity) => identity.mspId === mspId && isValid(identity) && test(identity);
}

function makeRoleTest(role: number): Principal {
  const roles = msp.MSPRole.MSPRoleType;
  if (role === roles.MEMBER) return () => true;
  const names = new Map<number, NodeRole>([
    [roles.ADMIN, 'admin'],
    [roles.CLIENT, 'client'],
    [roles.PEER, 'peer'],
    [roles.ORDERER, 'orderer'],
  ]);
  const name = names.get(role);
  if (name === undefined) throw new DevnetError('MSP_INVALID', `role ${role} is unknown`);
  return (identity) => identity instanceof MspIdentity && identity.roles.has(name);
}

function readOrganizationUnit(unit: msp.OrganizationUnit): Principal {
  const mspId = unit.getMspIdentifier();
  const name = unit.getOrganizationalUnitIdentifier();
  const certifiers = unit.getCertifiersIdentifier_asU8();
  const isCertified = (identity: Identity) => identity instanceof MspIdentity && identity.certifiers.equals(certifiers);
  return (identity) =>
    identity.mspId === mspId && isValid(identity) && identity.organizationalUnits.includes(name) && isCertified(identity);
}

function readCombined(combined: msp.CombinedPrincipal): Principal {
  const parts = combined.getPrincipalsList().map(readPrincipal);
  if (parts.length === 0) throw new DevnetError('MSP_INVALID', 'a combined principal is empty');
  return (identity) => parts.every((part) => part(identity));
}

function isValid(identity: Identity): boolean {
  return identity.invalidReason === undefined;
}
