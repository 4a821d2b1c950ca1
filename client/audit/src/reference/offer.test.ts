import fc from 'fast-check';
import { findDenial, findMissing, type ListingContent, type Terms } from '@databund/model';
import { isPermitted } from './offer';
import { listMissing } from './required-fields';

const at = '2026-06-01T00:00:00.000Z';
const terms: Terms = {
  scenario: 's',
  purpose: 'research',
  territory: 'CN-SH',
  from: '2026-01-01T00:00:00.000Z',
  until: '2027-01-01T00:00:00.000Z',
  count: 3,
  mode: 'download',
};
const buyer = 'ptc-1';

const value = fc.constantFrom<string | number>(
  'research',
  'CN',
  'CN-SH',
  'CN-S',
  at,
  '2025-01-01T00:00:00.000Z',
  3,
  4,
  1.5,
  'download',
  'ptc-1',
  '3',
);
const constraint = fc.record({
  leftOperand: fc.constantFrom('purpose', 'spatial', 'dateTime', 'count', 'deliveryChannel', 'recipient', 'constructor', 'event'),
  operator: fc.constantFrom('eq', 'neq', 'isAnyOf', 'isNoneOf', 'isPartOf', 'lt', 'lteq', 'gt', 'gteq', 'hasPart', 'toString'),
  rightOperand: fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })),
});
const action = fc.constant('use' as const);
const constraints = fc.array(constraint, { maxLength: 2 });
const duty = fc.array(fc.record({ action: fc.constantFrom('compensate', 'attribute') }), { maxLength: 2 });
const offer = fc.record({
  permission: fc.array(fc.record({ action, constraint: constraints, duty }), { maxLength: 3 }),
  prohibition: fc.array(fc.record({ action, constraint: constraints }), { maxLength: 2 }),
});

describe('isPermitted', () => {
  it('permits exactly what the rules permit, without their code', () => {
    fc.assert(
      fc.property(offer, fc.constantFrom('free' as const, 'priced' as const), fc.boolean(), (policy, basis, isSilent) => {
        const { territory, ...others } = terms;
        const asked: Terms = isSilent ? others : { ...others, ...(territory !== undefined && { territory }) };
        const content: ListingContent = { title: { en: 't' }, offer: policy, charge: { basis } };
        const use = {
          purpose: asked.purpose,
          ...(asked.territory !== undefined && { spatial: asked.territory }),
          dateTime: at,
          count: asked.count,
          deliveryChannel: asked.mode,
          recipient: buyer,
        };
        const denial = findDenial(policy, use, basis === 'priced' ? ['compensate'] : []);
        expect(isPermitted(content, { terms: asked, buyer, at })).toBe(denial === undefined);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('listMissing', () => {
  const text = fc.constantFrom('', 'x');
  const content = fc.record(
    {
      title: fc.constant({ en: 't' }),
      description: fc.constantFrom({}, { en: 'd' }),
      licence: text,
      languages: fc.constantFrom<string[]>([], ['en']),
      grade: fc.constantFrom('general' as const, 'core' as const),
      personalData: fc.constantFrom<NonNullable<ListingContent['personalData']>>(
        { level: 'none' },
        { level: 'personal' },
        { level: 'sensitive', assessment: '' },
        { level: 'sensitive', assessment: 'a' },
      ),
      isPublicData: fc.boolean(),
      charge: fc.constantFrom<NonNullable<ListingContent['charge']>>(
        { basis: 'free' },
        { basis: 'priced' },
        { basis: 'priced', publicCharge: { amountMinor: 1, currency: 'CNY' } },
      ),
      spatial: fc.constantFrom<NonNullable<ListingContent['spatial']>>({ crs: 'CRS84' }, { crs: 'CRS84', adcode: '310000' }),
      rights: fc.constantFrom<NonNullable<ListingContent['rights']>>({}, { hold: { holder: 'h', basis: 'b', expiry: at } }),
    },
    { requiredKeys: ['title'] },
  );

  it('lists exactly what the rules list, without their code', () => {
    fc.assert(
      fc.property(content, fc.subarray<'spatial' | 'theme'>(['spatial', 'theme']), (some, requires) => {
        expect([...listMissing(some, at, requires)].sort()).toEqual([...findMissing(some, at, requires)].sort());
      }),
      { numRuns: 1_000 },
    );
  });
});
