import fc from 'fast-check';
import { findDenial, type Denial, type Policy, type Use } from './policy';

type Value = string | number;
type Constraint = NonNullable<Policy['permission'][number]['constraint']>[number];

const makeConstrained = (leftOperand: string, operator: string, rightOperand: Value | Value[]): Policy => ({
  permission: [{ action: 'use', constraint: [{ leftOperand, operator, rightOperand }] }],
});
const makeProhibition = (...constraint: Constraint[]): Policy => ({
  permission: [{ action: 'use' }],
  prohibition: [{ action: 'use', constraint }],
});
const newYear = '2027-01-01T00:00:00.000Z';
const before = '2026-12-31T23:59:59.999Z';
const after = '2027-01-01T00:00:00.001Z';

describe('findDenial', () => {
  it('denies unless something permits', () => {
    expect(findDenial({ permission: [] }, { purpose: 'research' })).toEqual({ rule: 'permission', reason: 'no-permission' });
    expect(findDenial({ permission: [{ action: 'use' }] }, {})).toBeUndefined();
  });

  it.each<[string, string, Value | Value[], Value, boolean]>([
    ['purpose', 'eq', 'research', 'research', true],
    ['purpose', 'eq', 'research', 'Research', false],
    ['purpose', 'neq', 'research', 'research', false],
    ['purpose', 'neq', 'research', 'planning', true],
    ['purpose', 'isAnyOf', ['research', 'planning'], 'planning', true],
    ['purpose', 'isAnyOf', ['research', 'planning'], 'advertising', false],
    ['purpose', 'isAnyOf', 'research', 'research', true],
    ['purpose', 'isNoneOf', ['advertising', 'resale'], 'research', true],
    ['purpose', 'isNoneOf', ['advertising', 'resale'], 'resale', false],
    ['deliveryChannel', 'isNoneOf', ['download'], 'compute', true],
    ['recipient', 'eq', 'ptc-1', 'ptc-2', false],
    ['count', 'eq', 10, 10, true],
    ['count', 'lt', 10, 9, true],
    ['count', 'lt', 10, 10, false],
    ['count', 'lteq', 10, 10, true],
    ['count', 'lteq', 10, 11, false],
    ['count', 'gt', 9, 10, true],
    ['count', 'gt', 9, 9, false],
    ['count', 'gteq', 10, 10, true],
    ['count', 'gteq', 10, 9, false],
    ['spatial', 'isPartOf', 'CN', 'CN-SH', true],
    ['spatial', 'isPartOf', ['FR', 'CN'], 'CN', true],
    ['spatial', 'isPartOf', 'CN', 'CNX', false],
    ['spatial', 'isPartOf', 'CN-SH', 'CN', false],
    ['dateTime', 'lt', newYear, before, true],
    ['dateTime', 'lt', newYear, newYear, false],
    ['dateTime', 'lteq', newYear, newYear, true],
    ['dateTime', 'lteq', newYear, after, false],
    ['dateTime', 'gt', newYear, newYear, false],
    ['dateTime', 'gteq', newYear, newYear, true],
    ['dateTime', 'gteq', newYear, before, false],
  ])('compares %s %s %j with %j: %s', (...[leftOperand, operator, rightOperand, value, permits]) => {
    const constraint = { leftOperand, operator, rightOperand };
    expect(findDenial(makeConstrained(leftOperand, operator, rightOperand), { [leftOperand]: value })).toEqual(
      permits ? undefined : { rule: 'permission/0', reason: 'not-met', constraint, value },
    );
    expect(findDenial(makeProhibition(constraint), { [leftOperand]: value })).toEqual(
      permits ? { rule: 'prohibition/0', reason: 'prohibited', constraint, value } : undefined,
    );
  });

  it.each<[string, Constraint, Value | undefined]>([
    ['a left operand outside the subset', { leftOperand: 'moonPhase', operator: 'eq', rightOperand: 'full' }, undefined],
    ['a left operand that objects inherit', { leftOperand: 'constructor', operator: 'eq', rightOperand: 'x' }, undefined],
    ['an operator outside the subset', { leftOperand: 'purpose', operator: 'hasPart', rightOperand: 'x' }, 'x'],
    ['an operator that objects inherit', { leftOperand: 'purpose', operator: 'constructor', rightOperand: 'x' }, 'x'],
    ['a count in quotes', { leftOperand: 'count', operator: 'lteq', rightOperand: '10' }, 9],
    ['a count in quotes that differs', { leftOperand: 'count', operator: 'neq', rightOperand: '9' }, 9],
    ['a set with a count in quotes', { leftOperand: 'count', operator: 'isNoneOf', rightOperand: [1, '9'] }, 9],
    ['a number for a purpose', { leftOperand: 'purpose', operator: 'neq', rightOperand: 1 }, 'research'],
    ['a date that is not an instant', { leftOperand: 'dateTime', operator: 'lt', rightOperand: '2027-01-01' }, before],
    ['an instant with an offset', { leftOperand: 'dateTime', operator: 'lt', rightOperand: '2027-01-01T08:00:00.000+08:00' }, before],
    [
      'an instant that does not exist in the calendar',
      { leftOperand: 'dateTime', operator: 'neq', rightOperand: '2027-02-30T00:00:00.000Z' },
      before,
    ],
    ['several values to be equal to', { leftOperand: 'purpose', operator: 'neq', rightOperand: ['a', 'b'] }, 'c'],
    ['several limits', { leftOperand: 'count', operator: 'lteq', rightOperand: [5, 9] }, 1],
    ['a value that is not an instant', { leftOperand: 'dateTime', operator: 'neq', rightOperand: newYear }, 'tomorrow'],
    ['a value that is not a count', { leftOperand: 'count', operator: 'neq', rightOperand: 3 }, '3'],
    ['half a delivery', { leftOperand: 'count', operator: 'lteq', rightOperand: 3 }, 2.5],
  ])('denies and names a term that it does not understand, in permissions and prohibitions: %s', (_what, constraint, value) => {
    const use: Use = value === undefined ? { purpose: 'research' } : { [constraint.leftOperand]: value };
    const because = { reason: 'not-understood', constraint, ...(value !== undefined && { value }) };
    expect(findDenial({ permission: [{ action: 'use', constraint: [constraint] }] }, use)).toEqual({ rule: 'permission/0', ...because });
    expect(findDenial(makeProhibition(constraint), use)).toEqual({ rule: 'prohibition/0', ...because });
  });

  it.each([
    ['purpose', 'research', 'eq neq isAnyOf isNoneOf'],
    ['recipient', 'ptc-1', 'eq neq isAnyOf isNoneOf'],
    ['deliveryChannel', 'compute', 'eq neq isAnyOf isNoneOf'],
    ['spatial', 'CN', 'eq neq isAnyOf isNoneOf isPartOf'],
    ['count', 1, 'eq neq lt lteq gt gteq isAnyOf isNoneOf'],
    ['dateTime', newYear, 'eq neq lt lteq gt gteq isAnyOf isNoneOf'],
  ])('understands for %s %j the operators %s', (leftOperand, rightOperand, understood) => {
    const operators = ['eq', 'neq', 'lt', 'lteq', 'gt', 'gteq', 'isAnyOf', 'isNoneOf', 'isPartOf', 'isA', 'hasPart', 'isAllOf'];
    const getDenial = (operator: string) =>
      findDenial(makeConstrained(leftOperand, operator, rightOperand), { [leftOperand]: rightOperand });
    expect(operators.filter((operator) => getDenial(operator)?.reason !== 'not-understood').join(' ')).toBe(understood);
  });

  it('denies if the use does not state what a constraint compares', () => {
    const constraint = { leftOperand: 'spatial', operator: 'eq', rightOperand: 'CN' };
    const because = { reason: 'not-given', constraint };
    expect(findDenial(makeConstrained('spatial', 'eq', 'CN'), { purpose: 'research' })).toEqual({ rule: 'permission/0', ...because });
    expect(findDenial(makeProhibition(constraint), { purpose: 'research' })).toEqual({ rule: 'prohibition/0', ...because });
  });

  it('applies a prohibition only if all its constraints are met', () => {
    const policy = makeProhibition(
      { leftOperand: 'spatial', operator: 'eq', rightOperand: 'CN' },
      { leftOperand: 'purpose', operator: 'eq', rightOperand: 'advertising' },
    );
    expect(findDenial(policy, { spatial: 'CN', purpose: 'research' })).toBeUndefined();
    expect(findDenial(policy, { purpose: 'research' })).toBeUndefined();
    expect(findDenial(policy, { spatial: 'CN', purpose: 'advertising' })).toMatchObject({ rule: 'prohibition/0', reason: 'prohibited' });
    expect(findDenial(policy, { purpose: 'advertising' })).toMatchObject({ reason: 'not-given', constraint: { leftOperand: 'spatial' } });
  });

  it('lets a prohibition win over a permission', () => {
    const policy: Policy = { permission: [{ action: 'use' }], prohibition: [{ action: 'use' }] };
    expect(findDenial(policy, { recipient: 'ptc-1' })).toEqual({ rule: 'prohibition/0', reason: 'prohibited' });
  });

  it('permits if one of several permissions does, and otherwise explains each', () => {
    const { permission } = makeConstrained('purpose', 'eq', 'research');
    const policy: Policy = { permission: [...permission, ...makeConstrained('count', 'lteq', 1).permission] };
    expect(findDenial(policy, { purpose: 'planning', count: 1 })).toBeUndefined();
    expect(findDenial(policy, { purpose: 'planning', count: 2 })).toMatchObject({
      rule: 'permission/0',
      value: 'planning',
      also: [{ rule: 'permission/1', value: 2 }],
    });
  });

  it('denies while a duty was not seen fulfilled, and names it', () => {
    const policy: Policy = { permission: [{ action: 'use', duty: [{ action: 'compensate' }, { action: 'attribute' }] }] };
    const denial = { rule: 'permission/0', reason: 'duty-not-fulfilled' };
    expect(findDenial(policy, {})).toEqual({ ...denial, duty: 'compensate' });
    expect(findDenial(policy, {}, ['compensate'])).toEqual({ ...denial, duty: 'attribute' });
    expect(findDenial(policy, {}, ['attribute', 'compensate'])).toBeUndefined();
  });
});

describe('any policy', () => {
  const value = fc.oneof(fc.constantFrom('a', 'b', 'CN', 'CN-SH', '9', newYear, before, '2027-01-01'), fc.integer({ min: 0, max: 3 }));
  const constraint: fc.Arbitrary<Constraint> = fc.record({
    leftOperand: fc.constantFrom('purpose', 'spatial', 'dateTime', 'count', 'recipient', 'moonPhase'),
    operator: fc.constantFrom('eq', 'neq', 'lt', 'lteq', 'gt', 'gteq', 'isAnyOf', 'isNoneOf', 'isPartOf', 'hasPart'),
    rightOperand: fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })),
  });
  const prohibition = fc.record({ action: fc.constant('use' as const), constraint: fc.array(constraint, { maxLength: 3 }) });
  const duty = fc.array(fc.constantFrom({ action: 'compensate' }, { action: 'attribute' }), { maxLength: 2 });
  const permission = fc.record({ action: fc.constant('use' as const), constraint: fc.array(constraint, { maxLength: 3 }), duty });
  const policy = fc.record({
    permission: fc.array(permission, { maxLength: 3 }),
    prohibition: fc.array(prohibition, { maxLength: 3 }),
  });
  const use: fc.Arbitrary<Use> = fc.record(
    {
      purpose: fc.constantFrom('a', 'b'),
      spatial: fc.constantFrom('CN', 'CN-SH'),
      dateTime: fc.constantFrom(newYear, before),
      count: fc.integer({ min: 0, max: 3 }),
      recipient: fc.constantFrom('a', 'b'),
    },
    { requiredKeys: [] },
  );
  const fulfilled = fc.subarray(['compensate', 'attribute']);

  it('permits no more with a further prohibition', () => {
    fc.assert(
      fc.property(policy, prohibition, use, fulfilled, (was, further, asked, done) => {
        if (findDenial(was, asked, done))
          expect(findDenial({ ...was, prohibition: [...was.prohibition, further] }, asked, done)).toBeDefined();
      }),
    );
  });

  it('permits no less with a further permission', () => {
    fc.assert(
      fc.property(policy, permission, use, fulfilled, (was, further, asked, done) => {
        if (!findDenial(was, asked, done))
          expect(findDenial({ ...was, permission: [...was.permission, further] }, asked, done)).toBeUndefined();
      }),
    );
  });

  it('permits no less when another duty was fulfilled', () => {
    fc.assert(
      fc.property(policy, use, fulfilled, (was, asked, done) => {
        if (!findDenial(was, asked, done)) expect(findDenial(was, asked, ['compensate', 'attribute'])).toBeUndefined();
      }),
    );
  });

  it('permits no more when the use says less', () => {
    fc.assert(
      fc.property(policy, use, fc.constantFrom('purpose', 'spatial', 'dateTime', 'count', 'recipient'), (was, asked, hidden) => {
        const less = Object.fromEntries(Object.entries(asked).filter(([name]) => name !== hidden));
        if (findDenial(was, asked)) expect(findDenial(was, less)).toBeDefined();
      }),
    );
  });

  it('explains a denial by a rule, a constraint and a value that are there', () => {
    fc.assert(
      fc.property(policy, use, (was, asked) => {
        const denial = findDenial(was, asked);
        if (denial?.rule === 'permission') expect(was.permission).toHaveLength(0);
        else if (denial) for (const each of [denial, ...(denial.also ?? [])]) expectBlamed(was, asked, each);
      }),
    );
  });
});

function expectBlamed(policy: Policy, use: Use, { rule, constraint, value, duty }: Denial): void {
  const [kind, index] = rule.split('/') as ['permission' | 'prohibition', string];
  const blamed = policy[kind]?.[Number(index)];
  expect(blamed).toBeDefined();
  if (constraint) expect(blamed?.constraint).toContain(constraint);
  if (value !== undefined) expect(value).toBe(use[constraint?.leftOperand as keyof Use]);
  if (duty !== undefined) expect(policy.permission[Number(index)]?.duty).toContainEqual({ action: duty });
}
