import type { KeyPolicy } from '@databund/model';
import { common, msp } from '@hyperledger/fabric-protos';

/**
 * Encodes a key's endorsement policy as Fabric stores it: a SignaturePolicyEnvelope that asks for so many of these organisations' peers.
 * The shim's own builder can only ask for all, and its protos differ from those of the devnet's encoder.
 */
export function encodeKeyPolicy({ atLeast, of }: KeyPolicy): Buffer {
  const mspIds = [...new Set(of)].sort();
  const rule = new common.SignaturePolicy();
  const choice = new common.SignaturePolicy.NOutOf();
  choice.setN(Math.min(atLeast, mspIds.length));
  choice.setRulesList(mspIds.map((_, index) => makeSignedBy(index)));
  rule.setNOutOf(choice);
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setRule(rule);
  envelope.setIdentitiesList(mspIds.map(makePeerPrincipal));
  return Buffer.from(envelope.serializeBinary());
}

function makeSignedBy(index: number): common.SignaturePolicy {
  const rule = new common.SignaturePolicy();
  rule.setSignedBy(index);
  return rule;
}

function makePeerPrincipal(mspId: string): msp.MSPPrincipal {
  const role = new msp.MSPRole();
  role.setMspIdentifier(mspId);
  role.setRole(msp.MSPRole.MSPRoleType.PEER);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(role.serializeBinary());
  return principal;
}
