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

function makePolicy(holds: (present: ReadonlySet<string>) => boolean): Policy {
  const evaluate = (identities: readonly { readonly mspId: string }[]) =>
    holds(new Set(identities.map(({ mspId }) => mspId))) ? undefined : 'not satisfied';
  return { evaluateIdentities: evaluate, evaluateSigned: () => 'not asked' };
}

const chaincodePolicy = makePolicy((present) => present.has('ExchangeMSP') && present.size >= 2);
const listNames = (layouts: readonly (readonly GatewayPeer[])[]) => layouts.map((layout) => layout.map(({ mspId }) => mspId));

describe('an endorsement plan', () => {
  it('lists every minimal set that satisfies all policies, sets with the first endorser first', () => {
    const layouts = planLayouts({ policies: [chaincodePolicy], candidates: peers, ...(buyer ? { first: buyer } : {}) });
    expect(listNames(layouts)).toEqual([
      ['ExchangeMSP', 'BuyerMSP'],
      ['ExchangeMSP', 'ProviderMSP'],
      ['ExchangeMSP', 'RegulatorMSP'],
    ]);
  });

  it('excludes sets that satisfy only one of two policies', () => {
    const providerKey = makePolicy((present) => present.has('ProviderMSP'));
    const layouts = planLayouts({ policies: [chaincodePolicy, providerKey], candidates: peers });
    expect(listNames(layouts)).toEqual([['ExchangeMSP', 'ProviderMSP']]);
  });

  it('plans nothing if the candidates cannot satisfy the policies', () => {
    const candidates = [provider, buyer].flatMap((one) => one ?? []);
    expect(exchange).toBeDefined();
    expect(planLayouts({ policies: [chaincodePolicy], candidates })).toEqual([]);
  });
});
