import { common, msp } from '@hyperledger/fabric-protos';
import { findForeignPolicies } from './foreign-policies';

function encodePolicy(atLeast: number, ...mspIds: readonly string[]): string {
  const choice = new common.SignaturePolicy.NOutOf();
  choice.setN(atLeast);
  choice.setRulesList(mspIds.map((_, index) => makeSignedBy(index)));
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(choice);
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setRule(rule);
  envelope.setIdentitiesList(mspIds.map(makePeer));
  return Buffer.from(envelope.serializeBinary()).toString('base64');
}

function makeSignedBy(index: number): common.SignaturePolicy {
  const rule = new common.SignaturePolicy();
  rule.setSignedBy(index);
  return rule;
}

function makePeer(mspId: string): msp.MSPPrincipal {
  const role = new msp.MSPRole();
  role.setMspIdentifier(mspId);
  role.setRole(msp.MSPRole.MSPRoleType.PEER);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipal(role.serializeBinary());
  return principal;
}

describe('findForeignPolicies', () => {
  const endorsers = ['BuyerMSP', 'ExchangeMSP'];

  it('names the key and the policy that the endorsers do not satisfy', () => {
    const keys = ['\0stance\0listing\0lst-1\0operator\0', 'own', 'head', 'plain'];
    const policies = [
      encodePolicy(1, 'RegulatorMSP'),
      encodePolicy(1, 'BuyerMSP'),
      encodePolicy(2, 'ProviderMSP', 'BuyerMSP', 'ExchangeMSP'),
      null,
    ];
    expect(findForeignPolicies({ keys, endorsers }, policies)).toEqual([
      { key: 'stance~listing~lst-1~operator', policy: "OutOf(1, 'RegulatorMSP.peer')" },
    ]);
  });

  it('names a policy of which the endorsers satisfy only a part', () => {
    const found = findForeignPolicies({ keys: ['sealed'], endorsers }, [encodePolicy(2, 'ProviderMSP', 'BuyerMSP')]);
    expect(found).toEqual([{ key: 'sealed', policy: "OutOf(2, 'ProviderMSP.peer', 'BuyerMSP.peer')" }]);
  });
});
