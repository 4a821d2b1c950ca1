import type { Endorser } from '../endorser/endorser';
import type { Identity, Policy } from '../peer/types';
import { planLayouts } from './endorsement-plan';
import type { GatewayPeer } from './peers';

const mspIds = ['ExchangeMSP', 'ProviderMSP', 'BuyerMSP', 'RegulatorMSP'];
const peers = mspIds.map((mspId): GatewayPeer => ({
  mspId,
  address: mspId,
  endorser: { mspId, identity: { mspId } as Identity } as unknown as Endorser,
}));
const [exchange, provider, buyer] = peers;

function policy(holds: (present: ReadonlySet<string>) => boolean): Policy {
  const evaluate = (identities: readonly { readonly mspId: string }[]) =>
    holds(new Set(identities.map(({ mspId }) => mspId))) ? undefined : 'not satisfied';
  return { evaluateIdentities: evaluate, evaluateSigned: () => 'not asked' };
}

const chaincodePolicy = policy((present) => present.has('ExchangeMSP') && present.size >= 2);
const namesOf = (layouts: readonly (readonly GatewayPeer[])[]) => layouts.map((layout) => layout.map(({ mspId }) => mspId));

describe('an endorsement plan', () => {
  it('contains every minimal set that satisfies all policies, sets with the first endorser first', () => {
    const layouts = planLayouts({ policies: [chaincodePolicy], candidates: peers, ...(buyer ? { first: buyer } : {}) });
    expect(namesOf(layouts)).toEqual([
      ['ExchangeMSP', 'BuyerMSP'],
      ['ExchangeMSP', 'ProviderMSP'],
      ['ExchangeMSP', 'RegulatorMSP'],
    ]);
  });

  it('excludes sets that satisfy only one of two policies', () => {
    const providerKey = policy((present) => present.has('ProviderMSP'));
    const layouts = planLayouts({ policies: [chaincodePolicy, providerKey], candidates: peers });
    expect(namesOf(layouts)).toEqual([['ExchangeMSP', 'ProviderMSP']]);
  });

  it('is empty if the candidates cannot satisfy the policies', () => {
    const candidates = [provider, buyer].flatMap((one) => one ?? []);
    expect(exchange).toBeDefined();
    expect(planLayouts({ policies: [chaincodePolicy], candidates })).toEqual([]);
  });
});
