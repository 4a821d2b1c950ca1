import { toPolicyRule } from '@databund/devnet';
import { formatSignaturePolicy } from './lifecycle';

const mspIds = ['Org1MSP', 'Org2MSP', 'Org3MSP', 'Org4MSP'];
const format = (all: readonly string[], any: number) => formatSignaturePolicy(toPolicyRule({ all, any }, mspIds));

describe('the endorsement policy of a topology, formatted for the peer command', () => {
  it('requires every organisation of "all" and any one of the others', () => {
    expect(format(['Org1MSP'], 1)).toBe(`OutOf(2, 'Org1MSP.peer', OutOf(1, 'Org2MSP.peer', 'Org3MSP.peer', 'Org4MSP.peer'))`);
  });

  it('counts "any" only among organisations that are not in "all"', () => {
    expect(format(['Org1MSP', 'Org3MSP'], 2)).toBe(`OutOf(3, 'Org1MSP.peer', 'Org3MSP.peer', OutOf(2, 'Org2MSP.peer', 'Org4MSP.peer'))`);
  });

  it('requires none of the others if "any" is 0', () => {
    expect(format(['Org1MSP'], 0)).toBe(`OutOf(1, 'Org1MSP.peer')`);
  });
});
