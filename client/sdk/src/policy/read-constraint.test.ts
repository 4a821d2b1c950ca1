import { readOdrl } from './read-odrl';

const forResearch = { leftOperand: 'purpose', operator: 'eq', rightOperand: 'research' };
const constrain = (...constraint: object[]): object => ({ '@type': 'Offer', permission: [{ action: 'use', constraint }] });
const permit = (...constraint: object[]): object => ({ policy: { permission: [{ action: 'use', constraint }] } });
const here = '/permission/0/constraint/0';
const refuse = (path: string, reason: string, found?: string): object => ({
  refusals: [{ path, reason, ...(found !== undefined && { found }) }],
});

describe('an ODRL constraint', () => {
  it.each<[string, unknown, string | number | (string | number)[]]>([
    ['spatial', { '@id': 'http://example.org/EU' }, 'http://example.org/EU'],
    ['spatial', ['CN', 'FR'], ['CN', 'FR']],
    ['count', 10, 10],
    ['count', '10', 10],
    ['count', { '@value': '10', '@type': 'xsd:integer' }, 10],
    ['dateTime', '2023-12-31T06:00Z', '2023-12-31T06:00:00.000Z'],
    ['dateTime', '2024-01-01T08:00:00.5+08:00', '2024-01-01T00:00:00.500Z'],
    ['dateTime', '2024-01-01T00:00:00', '2024-01-01T00:00:00.000Z'],
    ['dateTime', { '@value': '2024-02-29T12:30:00.120000-05:30', '@type': 'xsd:dateTime' }, '2024-02-29T18:00:00.120Z'],
  ])("reads the values of a constraint in the ledger's form: %s %j", (leftOperand, rightOperand, value) => {
    const operator = Array.isArray(rightOperand) ? 'isAnyOf' : 'eq';
    expect(readOdrl(constrain({ leftOperand, operator, rightOperand }))).toEqual(permit({ leftOperand, operator, rightOperand: value }));
  });

  it.each([
    ['lt', 'lt', '2025-12-31T00:00:00.000Z'],
    ['lteq', 'lt', '2026-01-01T00:00:00.000Z'],
    ['gt', 'gteq', '2026-01-01T00:00:00.000Z'],
    ['gteq', 'gteq', '2025-12-31T00:00:00.000Z'],
  ])('reads a constraint with a day as a bound of the whole day: %s 2025-12-31 is %s %s', (operator, becomes, rightOperand) => {
    const day = { '@value': '2025-12-31', '@type': 'xsd:date' };
    const read = readOdrl(constrain({ leftOperand: 'dateTime', operator, rightOperand: day }));
    expect(read).toEqual(permit({ leftOperand: 'dateTime', operator: becomes, rightOperand }));
  });

  it('reads a constraint with eq and a day as the two bounds of the day', () => {
    expect(readOdrl(constrain({ leftOperand: 'dateTime', operator: 'eq', rightOperand: '2025-12-31+08:00' }))).toEqual(
      permit(
        { leftOperand: 'dateTime', operator: 'gteq', rightOperand: '2025-12-30T16:00:00.000Z' },
        { leftOperand: 'dateTime', operator: 'lt', rightOperand: '2025-12-31T16:00:00.000Z' },
      ),
    );
  });
});

describe('an ODRL constraint outside the subset', () => {
  it.each<[string, object, object]>([
    ['or', { or: [forResearch, forResearch] }, refuse(`${here}/or/0`, 'a member outside the subset', 'or')],
    [
      'a left operand',
      { ...forResearch, leftOperand: 'cx:UsagePurpose' },
      refuse(`${here}/leftOperand`, 'a left operand outside the subset', 'cx:UsagePurpose'),
    ],
    [
      'an inherited left operand',
      { ...forResearch, leftOperand: 'constructor' },
      refuse(`${here}/leftOperand`, 'a left operand outside the subset', 'constructor'),
    ],
    ['an operator', { ...forResearch, operator: 'hasPart' }, refuse(here, 'an operator outside the subset', 'purpose hasPart')],
    ['an order of names', { ...forResearch, operator: 'lt' }, refuse(here, 'an operator outside the subset', 'purpose lt')],
    ['several to be equal to', { ...forResearch, rightOperand: ['a', 'b'] }, refuse(here, 'an operator outside the subset', 'purpose eq')],
    ['no right operand', { leftOperand: 'purpose', operator: 'eq' }, refuse(here, 'no rightOperand')],
    ['two operators', { ...forResearch, operator: ['eq', 'neq'] }, refuse(here, 'several values of operator')],
    ['a unit', { ...forResearch, unit: 'urn:x' }, refuse(`${here}/unit`, 'a member outside the subset', 'unit')],
    [
      'a blank node',
      { ...forResearch, rightOperand: '_:EU' },
      refuse(`${here}/rightOperand`, 'a blank node, which no other document can name', '_:EU'),
    ],
    ['a truth', { ...forResearch, rightOperand: true }, refuse(`${here}/rightOperand`, 'neither text nor number')],
    [
      'a day of several',
      { leftOperand: 'dateTime', operator: 'isAnyOf', rightOperand: ['2024-01-01', '2024-01-02'] },
      refuse(here, 'a day instead of an instant', 'isAnyOf'),
    ],
    [
      'any other day',
      { leftOperand: 'dateTime', operator: 'neq', rightOperand: '2024-01-01' },
      refuse(here, 'a day instead of an instant', 'neq'),
    ],
  ])('rejects a constraint with path and reason: %s', (_what, constraint, refusals) => {
    expect(readOdrl(constrain(constraint))).toEqual(refusals);
  });

  it.each([
    ['count', '9.5'],
    ['count', -1],
    ['count', 1e21],
    ['count', { '@value': '9', '@type': 'xsd:string' }],
    ['purpose', 9],
    ['purpose', { '@value': '9', '@type': 'xsd:integer' }],
    ['dateTime', 20240101],
    ['dateTime', 'soon'],
    ['dateTime', '2024-02-30'],
    ['dateTime', '2024-01-01T24:00:00Z'],
    ['dateTime', '2024-01-01T00:00:00+15:00'],
    ['dateTime', '2024-01-01T00:00:00.0001Z'],
  ])('rejects a value that does not fit the left operand of its constraint: %s %j', (leftOperand, rightOperand) => {
    expect(readOdrl(constrain({ leftOperand, operator: 'eq', rightOperand }))).toMatchObject({
      refusals: [{ path: `${here}/rightOperand`, reason: 'a right operand that does not fit its left operand' }],
    });
  });
});
