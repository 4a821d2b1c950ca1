import type { Endorser } from '../endorser/endorser';
import type { Identity, Policy } from '../peer/types';
import { planLayouts } from './endorsement-plan';
import type { GatewayPeer } from './peers';

const mspIds = ['Org1MSP', 'Org2MSP', 'Org3MSP', 'Org4MSP'];
const peers = mspIds.map((mspId): GatewayPeer => ({
  mspId,
  address: mspId,
  endorser: { mspId, identity: { mspId } as Identity } as unknown as Endorser,
}));
const [org1, org2, org3] = peers;

function makePolicy(holds: (present: ReadonlySet<string>) => boolean): Policy {
  const evaluate = (identities: readonly { readonly mspId: string }[]) =>
    holds(new Set(identities.map(({ mspId }) => mspId))) ? undefined : 'not satisfied';
  return { evaluateIdentities: evaluate, evaluateSigned: () => 'not asked' };
}

const chaincodePolicy = makePolicy((present) => present.has('Org1MSP') && present.size >= 2);
const listNames = (layouts: readonly (readonly GatewayPeer[])[]) => layouts.map((layout) => layout.map(({ mspId }) => mspId));

describe('an endorsement plan', () => {
  it('lists every minimal set that satisfies all policies, sets with the first endorser first', () => {
    const layouts = planLayouts({ policies: [chaincodePolicy], candidates: peers, ...(org3 ? { first: org3 } : {}) });
    expect(listNames(layouts)).toEqual([
      ['Org1MSP', 'Org3MSP'],
      ['Org1MSP', 'Org2MSP'],
      ['Org1MSP', 'Org4MSP'],
    ]);
  });

  it('excludes sets that satisfy only one of two policies', () => {
    const keyPolicy = makePolicy((present) => present.has('Org2MSP'));
    const layouts = planLayouts({ policies: [chaincodePolicy, keyPolicy], candidates: peers });
    expect(listNames(layouts)).toEqual([['Org1MSP', 'Org2MSP']]);
  });

  it('plans nothing if the candidates cannot satisfy the policies', () => {
    const candidates = [org2, org3].flatMap((one) => one ?? []);
    expect(org1).toBeDefined();
    expect(planLayouts({ policies: [chaincodePolicy], candidates })).toEqual([]);
  });
});
