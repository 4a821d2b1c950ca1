import { join } from 'node:path';
import { readPortBase, readTopology } from './topology';

const topology = readTopology(join(__dirname, '..', 'topology.json'));

describe('a port base', () => {
  it.each(['1024', '7050', '62528'])('moves every node to a port: %s', (text) => {
    expect(readPortBase(text, topology)).toBe(Number(text));
  });

  it.each(['', 'abc', '1.5', '-1', '0', '1023', '62529', '65000', '1e4', ' 7050', '0x1b8a'])(
    'is refused, and told which there are: “%s”',
    (text) => {
      expect(() => readPortBase(text, topology)).toThrow(`the port base is “${text}”: it is a whole number from 1024 to 62528`);
    },
  );
});
