import { devnet, parseNetworkFlags } from '@databund/devnet';
import { nativeFabric } from './native-fabric';

describe.each([devnet, nativeFabric])('the command line of $name', (network) => {
  const parse = (...args: string[]) => parseNetworkFlags(network, args).options;

  it.each([
    ['--batch-timeout', 'soon', '3600000'],
    ['--batch-timeout', '1.5', '3600000'],
    ['--max-message-count', '0', '1000000'],
    ['--execute-timeout', '', '3600000'],
    ['--execute-timeout', '4e9', '3600000'],
  ])('rejects %s "%s" and names flag, value and range', (flag, value, max) => {
    expect(() => parse(flag, value)).toThrow(new RegExp(`^${flag} is "${value}": expected a whole number from \\d+ to ${max}\\.$`));
  });

  it('accepts whole numbers in range', () => {
    const options = parse('--batch-timeout', '200', '--max-message-count', '10', '--execute-timeout', '2000');
    expect(options).toMatchObject({ batchTimeoutMs: 200, maxMessageCount: 10, executeTimeoutMs: 2_000 });
  });

  it('collects one chaincode address per organisation', () => {
    const { chaincode } = parse('--chaincode-address-of', 'Org1MSP=127.0.0.1:1', '--chaincode-address-of', 'Org2MSP=127.0.0.1:2');
    expect(chaincode).toEqual({ addressOf: { Org1MSP: '127.0.0.1:1', Org2MSP: '127.0.0.1:2' } });
  });

  it.each([
    ['--chaincode-address', '7052'],
    ['--chaincode-address-of', '127.0.0.1:7052'],
  ])('rejects %s without a complete address', (flag, value) => {
    expect(() => parse(flag, value)).toThrow(`${flag} is "${value}": expected`);
  });
});

it('real Fabric rejects an execute timeout below one second, which its peer would ignore', () => {
  expect(() => parseNetworkFlags(nativeFabric, ['--execute-timeout', '999'])).toThrow('from 1000 to 3600000');
});
