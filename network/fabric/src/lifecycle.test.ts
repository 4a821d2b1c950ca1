import { join } from 'node:path';
import { readTopology } from '@databund/devnet/internal/topology';
import { signaturePolicy } from './lifecycle';

const topology = readTopology(join(__dirname, '..', '..', 'devnet', 'topology.json'));
const requiring = (endorsement: { readonly all: readonly string[]; readonly any: number }) =>
  signaturePolicy({ ...topology, chaincode: { ...topology.chaincode, endorsement } });

describe('the policy of new keys', () => {
  it('asks for the operator and any one of the others', () => {
    expect(signaturePolicy(topology)).toBe(`AND('ExchangeMSP.peer', OutOf(1, 'ProviderMSP.peer', 'BuyerMSP.peer', 'RegulatorMSP.peer'))`);
  });

  it('counts only those among the others who need not endorse anyway', () => {
    expect(requiring({ all: ['ExchangeMSP', 'BuyerMSP'], any: 2 })).toBe(
      `AND('ExchangeMSP.peer', 'BuyerMSP.peer', OutOf(2, 'ProviderMSP.peer', 'RegulatorMSP.peer'))`,
    );
  });

  it('asks for nobody else where none of the others is wanted', () => {
    expect(requiring({ all: ['ExchangeMSP'], any: 0 })).toBe(`AND('ExchangeMSP.peer')`);
  });
});
