import { common, msp } from '@hyperledger/fabric-protos';
import { encodeKeyPolicy, type KeyPolicy } from '@databund/model';

/** Encodes a key's policy with the messages of Fabric. */
function encodeWithFabric({ atLeast, of }: KeyPolicy): Buffer {
  const mspIds = [...new Set(of)].sort();
  const rule = new common.SignaturePolicy();
  const choice = new common.SignaturePolicy.NOutOf();
  choice.setN(Math.min(atLeast, mspIds.length));
  choice.setRulesList(mspIds.map((_, index) => makeSignedBy(index)));
  rule.setNOutOf(choice);
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setRule(rule);
  envelope.setIdentitiesList(mspIds.map(makePrincipal));
  return Buffer.from(envelope.serializeBinary());
}

function makeSignedBy(index: number): common.SignaturePolicy {
  const rule = new common.SignaturePolicy();
  rule.setSignedBy(index);
  return rule;
}

function makePrincipal(mspId: string): msp.MSPPrincipal {
  const role = new msp.MSPRole();
  role.setMspIdentifier(mspId);
  role.setRole(msp.MSPRole.MSPRoleType.PEER);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(role.serializeBinary());
  return principal;
}

describe('encodeKeyPolicy', () => {
  it.each<[string, KeyPolicy]>([
    ['one organisation', { atLeast: 1, of: ['ProviderMSP'] }],
    ['two of three', { atLeast: 2, of: ['RegulatorMSP', 'ExchangeMSP', 'ProviderMSP'] }],
    ['an organisation named twice', { atLeast: 2, of: ['ExchangeMSP', 'ProviderMSP', 'ExchangeMSP'] }],
    ['more signatures than organisations', { atLeast: 2, of: ['ExchangeMSP', 'ExchangeMSP'] }],
    ['names of the longest length', { atLeast: 1, of: ['a'.repeat(64), `${'b'.repeat(63)}.`] }],
    [
      'so many organisations that lengths and numbers need two bytes',
      { atLeast: 130, of: Array.from({ length: 140 }, (_, at) => `Org${String(at)}MSP`) },
    ],
  ])('encodes %s as the messages of Fabric do, byte for byte', (_, policy) => {
    expect(Buffer.from(encodeKeyPolicy(policy))).toEqual(encodeWithFabric(policy));
  });
});
