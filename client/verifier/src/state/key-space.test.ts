import fc from 'fast-check';
import type { Version } from '../blocks/state-access';
import { compareByBytes } from './byte-order';
import { KeySpace } from './key-space';

const step = fc.record({
  kind: fc.constantFrom('set', 'delete', 'read'),
  key: fc.string({ maxLength: 3, unit: fc.constantFrom('a', 'b', 'c') }),
});

describe('KeySpace', () => {
  it('reads ranges as a sorted map does, after keys were added, deleted and added again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [space, plain] = [new KeySpace(), new Map<string, Version>()];
        for (const [number, { kind, key }] of steps.entries()) {
          const version: Version = `${number}.0`;
          if (kind === 'set') {
            space.set(key, { version, policy: undefined });
            plain.set(key, version);
          } else if (kind === 'delete') {
            space.delete(key);
            plain.delete(key);
          } else {
            const expected = [...plain].filter(([each]) => compareByBytes(each, key) >= 0).sort(([a], [b]) => compareByBytes(a, b));
            expect([...space.readFrom(key)].map((found) => [found.key, found.version])).toEqual(expected);
          }
        }
      }),
    );
  });

  it('reads thousands of keys in byte order while keys are added', () => {
    const space = new KeySpace();
    for (let at = 0; at < 3_000; at += 1) {
      space.set(`key${String((at * 7_919) % 3_000)}`, { version: `${at}.0`, policy: undefined });
      if (at % 500 === 0) expect([...space.readFrom('')]).toHaveLength(at + 1);
    }
    const keys = [...space.readFrom('')].map(({ key }) => key);
    expect(keys).toEqual(keys.toSorted(compareByBytes));
    expect(keys).toHaveLength(3_000);
  });
});
