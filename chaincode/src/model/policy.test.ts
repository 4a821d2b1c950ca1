import { denies, type Policy } from './policy';

const constrained = (leftOperand: string, operator: string, rightOperand: string | number | (string | number)[]): Policy => ({
  permission: [{ action: 'use', constraint: [{ leftOperand, operator, rightOperand }] }],
});

describe('a policy', () => {
  it('denies unless something permits', () => {
    expect(denies({ permission: [] }, { purpose: 'research' })).toEqual({ rule: 'permission', reason: 'no permission' });
    expect(denies({ permission: [{ action: 'use' }] }, {})).toBeUndefined();
  });

  it.each([
    ['purpose', 'isAnyOf', ['research', 'planning'], 'planning', true],
    ['purpose', 'isAnyOf', ['research', 'planning'], 'advertising', false],
    ['purpose', 'isNoneOf', ['advertising'], 'research', true],
    ['purpose', 'eq', 'research', 'research', true],
    ['purpose', 'neq', 'research', 'research', false],
    ['count', 'lteq', 10, 10, true],
    ['count', 'lt', 10, 10, false],
    ['count', 'gteq', 10, 9, false],
    ['count', 'gt', '9', 10, false],
    ['spatial', 'isPartOf', 'CN', 'CN-SH', true],
    ['spatial', 'isPartOf', 'CN', 'CNX', false],
    ['dateTime', 'lt', '2027-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z', true],
  ])('judges %s %s %j by %j: %s', (...[leftOperand, operator, rightOperand, value, permits]) => {
    const denial = denies(constrained(leftOperand, operator, rightOperand), { [leftOperand]: value });
    expect(denial === undefined).toBe(permits);
  });

  it('says which rule denied, by which constraint, and the value that it met', () => {
    const policy = constrained('purpose', 'eq', 'research');
    expect(denies(policy, { purpose: 'advertising' })).toEqual({
      rule: 'permission/0',
      constraint: { leftOperand: 'purpose', operator: 'eq', rightOperand: 'research' },
      value: 'advertising',
      reason: 'not met',
    });
  });

  it('denies what it does not understand, and names it', () => {
    expect(denies(constrained('moonPhase', 'eq', 'full'), { purpose: 'research' })).toMatchObject({
      reason: 'not understood',
      constraint: { leftOperand: 'moonPhase' },
    });
    expect(denies(constrained('purpose', 'constructor', 'x'), { purpose: 'x' })).toMatchObject({ reason: 'not understood' });
  });

  it('lets a prohibition win over a permission', () => {
    const policy: Policy = {
      permission: [{ action: 'use' }],
      prohibition: [{ action: 'use', constraint: [{ leftOperand: 'recipient', operator: 'eq', rightOperand: 'ptc-1' }] }],
    };
    expect(denies(policy, { recipient: 'ptc-1' })).toEqual({ rule: 'prohibition/0', reason: 'prohibited' });
    expect(denies(policy, { recipient: 'ptc-2' })).toBeUndefined();
  });

  it('permits where one of several permissions does', () => {
    const policy: Policy = {
      permission: [...constrained('purpose', 'eq', 'research').permission, ...constrained('count', 'lteq', 1).permission],
    };
    expect(denies(policy, { purpose: 'planning', count: 1 })).toBeUndefined();
    expect(denies(policy, { purpose: 'planning', count: 2 })).toMatchObject({ rule: 'permission/0' });
  });
});
