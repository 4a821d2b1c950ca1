import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { toCanonicalJson } from './canonical-json';

/** Names that engines order in their own way, or that set what they should not. */
const names = fc.oneof(fc.constantFrom('__proto__', 'toJSON', 'constructor', '10', '9', '1', '', '\u{1d11e}', '\ufb33'), fc.string());
const anything = fc.anything({ key: names, values: [fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(undefined)] });

function encode(make: () => unknown): unknown {
  try {
    return make();
  } catch {
    return 'no JSON form';
  }
}

describe('toCanonicalJson', () => {
  it('gives the text of RFC 8785 for any value', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.jsonValue()), (value) => {
        const text = encode(() => canonicalize(value));
        expect(encode(() => toCanonicalJson(value))).toBe(text ?? 'no JSON form');
      }),
      { numRuns: 2_000 },
    );
  });

  it('orders members by their UTF-16 units, and leaves out those that are undefined', () => {
    expect(toCanonicalJson({ b: [{ d: 1, c: undefined, a: -0 }], '10': null, '9': true, a: '\u2028' })).toBe(
      '{"10":null,"9":true,"a":"\u2028","b":[{"a":0,"d":1}]}',
    );
  });
});
