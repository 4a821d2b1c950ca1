import { findDenial, type Policy } from '@databund/model';
import type { Literal, Place } from './place';
import { readTime, type Day } from './read-time';

/** A constraint of a rule, as the ledger stores it. */
export type Constraint = NonNullable<Policy['permission'][number]['constraint']>[number];

/**
 * Reads a constraint, or all constraints of an `and`, which must all hold like those of a rule. A day becomes the instants that bound it:
 * `lteq 2026-12-31` lasts to the end of that day.
 */
export function readConstraint(place: Place): readonly Constraint[] {
  const isLogical = ['and', 'or', 'xone', 'andSequence'].some((name) => place.getAll(name).length > 0);
  if (!isLogical) return readAtomic(place);
  place.refuseOthers('and');
  return place.getAll('and').flatMap(readConstraint);
}

function readAtomic(place: Place): readonly Constraint[] {
  place.refuseOthers('leftOperand', 'operator', 'rightOperand', 'dataType');
  const [operator] = place.getOnly('operator').flatMap((each) => each.readWord());
  const right = place.getAll('rightOperand');
  if (right.length === 0) place.refuse('no rightOperand');
  const [operand] = place.getOnly('leftOperand').flatMap(readLeft);
  if (!operand) return [];
  const [datatype] = place.getAll('dataType').flatMap((each) => each.readWord());
  const values = right.flatMap((each) => readRight(each, operand.read, datatype));
  const isWhole = operator !== undefined && values.length > 0 && values.length === right.length;
  return isWhole ? compose(place, operand.name, operator, values) : [];
}

function readLeft(place: Place): readonly LeftOperand[] {
  return place.readWord().flatMap((name): readonly LeftOperand[] => {
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
    return read ? [{ name, read }] : place.refuse('a left operand outside the subset', name);
  });
}

interface LeftOperand {
  readonly name: string;
  readonly read: Read;
}

type Value = string | number | Day;
type Read = (literal: Literal) => Value | undefined;

const xsd = 'http://www.w3.org/2001/XMLSchema#';
const isOf = ({ datatype }: Literal, ...types: readonly string[]) =>
  datatype === undefined || types.some((type) => datatype === xsd + type);

const readWord: Read = (literal) => (typeof literal.value === 'string' && isOf(literal, 'string', 'anyURI') ? literal.value : undefined);

const readCount: Read = (literal) => {
  if (!isOf(literal, 'integer', 'nonNegativeInteger', 'positiveInteger', 'int', 'long', 'decimal')) return undefined;
  return /^\d{1,15}$/.test(String(literal.value)) ? Number(literal.value) : undefined;
};

const readDate: Read = (literal) =>
  typeof literal.value === 'string' && isOf(literal, 'dateTime', 'dateTimeStamp', 'date') ? readTime(literal.value) : undefined;

/** The left operands of the subset, with the reader of their right operands. */
const readers: Readonly<Record<string, Read>> = {
  purpose: readWord,
  spatial: readWord,
  dateTime: readDate,
  count: readCount,
  deliveryChannel: readWord,
  recipient: readWord,
};

function readRight(place: Place, read: Read, datatype: string | undefined): readonly Value[] {
  return place.readLiteral().flatMap((literal): readonly Value[] => {
    const value = read({ ...(datatype !== undefined && { datatype }), ...literal });
    return value === undefined ? place.refuse('a right operand that does not fit its left operand', literal.value) : [value];
  });
}

function compose(place: Place, leftOperand: string, operator: string, values: readonly Value[]): readonly Constraint[] {
  const bounds = makeBounds(operator, values);
  if (!bounds) return place.refuse('a day instead of an instant', operator);
  const constraints = bounds.map(([operator, rightOperand]) => ({ leftOperand, operator, rightOperand }));
  return constraints.every(isUnderstood) ? constraints : place.refuse('an operator outside the subset', `${leftOperand} ${operator}`);
}

type Bound = readonly [operator: string, rightOperand: Constraint['rightOperand']];

function makeBounds(operator: string, values: readonly Value[]): readonly Bound[] | undefined {
  const [first] = values;
  if (values.length === 1 && isDay(first)) return Object.hasOwn(ofDays, operator) ? ofDays[operator]?.(first) : undefined;
  const [only = '', ...more] = values.filter((value): value is string | number => !isDay(value));
  if (more.length + 1 < values.length) return undefined;
  return [[operator, more.length === 0 ? only : [only, ...more]]];
}

/** Comparisons with a whole day as comparisons with the instants that bound it. */
const ofDays: Readonly<Record<string, (day: Day) => readonly Bound[]>> = {
  lt: ({ from }) => [['lt', from]],
  lteq: ({ until }) => [['lt', until]],
  gt: ({ until }) => [['gteq', until]],
  gteq: ({ from }) => [['gteq', from]],
  eq: ({ from, until }) => [
    ['gteq', from],
    ['lt', until],
  ],
};

function isDay(value: Value | undefined): value is Day {
  return typeof value === 'object';
}

/** Asks the ledger's own rule, because a constraint that it does not understand would deny every use. */
function isUnderstood(constraint: Constraint): boolean {
  return findDenial({ permission: [{ action: 'use', constraint: [constraint] }] }, {})?.reason !== 'not-understood';
}
