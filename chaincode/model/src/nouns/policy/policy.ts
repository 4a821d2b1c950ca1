import { Type, type Static } from '@sinclair/typebox';
import { Closed, Line, OneOf, isInstant } from '../../kernel/forms';

const Operand = Type.Union([Line(500), Type.Integer()]);

const Constraint = Closed({
  leftOperand: Line(200),
  operator: Line(200),
  rightOperand: Type.Union([Operand, Type.Array(Operand, { minItems: 1, maxItems: 200 })]),
});
type Constraint = Static<typeof Constraint>;

const Duty = Closed({ action: Line(200) }, 'What must be done before the permission applies, such as compensate.');

const rule = { action: OneOf('use'), constraint: Type.Optional(Type.Array(Constraint, { maxItems: 32 })) };
const Permission = Closed({ ...rule, duty: Type.Optional(Type.Array(Duty, { maxItems: 32 })) });
const Prohibition = Closed(rule);

/**
 * An offer: the subset of an ODRL policy that the exchange evaluates (ODRL Information Model 2.2, §2.5 and §2.6). Its only action
 * is `use`, its target the listing that carries it; all constraints of a rule must be met.
 */
export const Policy = Closed({
  permission: Type.Array(Permission, { maxItems: 32 }),
  prohibition: Type.Optional(Type.Array(Prohibition, { maxItems: 32 })),
});
export type Policy = Static<typeof Policy>;

type Value = string | number;
type Compare = (value: Value, right: readonly Value[]) => boolean;

const isEqual: Compare = (value, right) => right.includes(value);
const isDifferent: Compare = (value, right) => !right.includes(value);
const named: Readonly<Record<string, Compare>> = { eq: isEqual, neq: isDifferent, isAnyOf: isEqual, isNoneOf: isDifferent };
const ordered: Readonly<Record<string, Compare>> = {
  ...named,
  lt: (value, right) => right.every((limit) => value < limit),
  lteq: (value, right) => right.every((limit) => value <= limit),
  gt: (value, right) => right.every((limit) => value > limit),
  gteq: (value, right) => right.every((limit) => value >= limit),
};
/** ISO 3166: CN-SH is part of CN. */
const nested: Readonly<Record<string, Compare>> = {
  ...named,
  isPartOf: (value, right) => right.some((whole) => value === whole || String(value).startsWith(`${String(whole)}-`)),
};
const ofSeveral = ['isAnyOf', 'isNoneOf', 'isPartOf'];

const isWord = (value: Value) => typeof value === 'string';
const isTime = (value: Value) => typeof value === 'string' && isInstant(value);
const isCount = (value: Value) => Number.isSafeInteger(value);

/** The values and operators of each left operand: "10" is not a count, and no purpose is less than another. */
const operands = {
  purpose: { holds: isWord, operators: named },
  spatial: { holds: isWord, operators: nested },
  dateTime: { holds: isTime, operators: ordered },
  count: { holds: isCount, operators: ordered },
  deliveryChannel: { holds: isWord, operators: named },
  recipient: { holds: isWord, operators: named },
} as const;
type LeftOperand = keyof typeof operands;

/** A use that a policy is asked about: a value for each left operand that is known. `dateTime` is an instant, `count` an integer. */
export type Use = Readonly<Partial<Record<LeftOperand, Value>>>;

/** Why a policy denies a use: the rule, the part that decided, and the value that it compared. */
export interface Denial {
  /** `permission/0` or `prohibition/1`; `permission` if the policy has no permission. */
  readonly rule: string;
  readonly reason: 'prohibited' | 'not-met' | 'not-given' | 'not-understood' | 'duty-not-fulfilled' | 'no-permission';
  /** The constraint that decided; if all constraints of a prohibition are met, its first. */
  readonly constraint?: Constraint;
  readonly value?: Value;
  /** The action of the duty that was not fulfilled. */
  readonly duty?: string;
  /** Why each further permission does not permit the use either. */
  readonly also?: readonly Denial[];
}

/**
 * Returns why a policy denies a use; `undefined` if it permits it. Everything is denied unless permitted, and a prohibition wins; a term
 * that is not understood, a duty that is not `fulfilled`, and a prohibition on something that the use does not state all deny.
 */
export function findDenial(policy: Policy, use: Use, fulfilled: readonly string[] = []): Denial | undefined {
  return findProhibition(policy.prohibition ?? [], use) ?? findMissingPermission(policy.permission, use, fulfilled);
}

/**
 * Returns the JSON Pointer of a time that is not an instant, such as `2099-01-01` or a time with an offset: a rule that compares with it
 * could never be met.
 */
export function findUnreadableTime({ permission, prohibition = [] }: Policy): string | undefined {
  for (const [name, rules] of Object.entries({ permission, prohibition })) {
    for (const [index, { constraint = [] }] of rules.entries()) {
      const at = constraint.findIndex(
        ({ leftOperand, rightOperand }) => leftOperand === 'dateTime' && ![rightOperand].flat().every(isTime),
      );
      if (at >= 0) return `/${name}/${String(index)}/constraint/${String(at)}/rightOperand`;
    }
  }
  return undefined;
}

function findProhibition(rules: readonly Static<typeof Prohibition>[], use: Use): Denial | undefined {
  for (const [index, { constraint: constraints = [] }] of rules.entries()) {
    const rule = `prohibition/${String(index)}`;
    const judged = constraints.map((constraint) => judge(constraint, use));
    const findFailing = (reason: Failure) => judged.find(({ failure }) => failure === reason);
    const unclear = findFailing('not-understood') ?? (findFailing('not-met') ? undefined : findFailing('not-given'));
    if (unclear) return makeDenial(rule, unclear);
    if (!findFailing('not-met')) return { ...makeDenial(rule, judged[0]), reason: 'prohibited' };
  }
  return undefined;
}

function findMissingPermission(rules: readonly Static<typeof Permission>[], use: Use, fulfilled: readonly string[]): Denial | undefined {
  const denials: Denial[] = [];
  for (const [index, { constraint: constraints = [], duty: duties = [] }] of rules.entries()) {
    const rule = `permission/${String(index)}`;
    const failed = constraints.map((constraint) => judge(constraint, use)).find(({ failure }) => failure !== undefined);
    const owed = duties.find(({ action }) => !fulfilled.includes(action));
    if (failed) denials.push(makeDenial(rule, failed));
    else if (owed) denials.push({ rule, reason: 'duty-not-fulfilled', duty: owed.action });
    else return undefined;
  }
  const [first = { rule: 'permission', reason: 'no-permission' } as const, ...also] = denials;
  return also.length === 0 ? first : { ...first, also };
}

type Failure = 'not-met' | 'not-given' | 'not-understood';

interface Judgement {
  readonly constraint: Constraint;
  readonly value: Value | undefined;
  /** Absent if the constraint is met. */
  readonly failure?: Failure;
}

function makeDenial(rule: string, judged?: Judgement): Denial {
  const { constraint, value, failure: reason = 'not-met' } = judged ?? {};
  return { rule, reason, ...(constraint && { constraint }), ...(value !== undefined && { value }) };
}

function judge(constraint: Constraint, use: Use): Judgement {
  const value = isLeftOperand(constraint.leftOperand) ? use[constraint.leftOperand] : undefined;
  const failure = describeFailure(constraint, value);
  return { constraint, value, ...(failure && { failure }) };
}

function describeFailure({ leftOperand, operator, rightOperand }: Constraint, value: Value | undefined): Failure | undefined {
  const right = Array.isArray(rightOperand) ? rightOperand : [rightOperand];
  const compare = findComparison(leftOperand, operator, value === undefined ? right : [...right, value]);
  if (!compare || (right.length > 1 && !ofSeveral.includes(operator))) return 'not-understood';
  if (value === undefined) return 'not-given';
  return compare(value, right) ? undefined : 'not-met';
}

/** Finds how an operator compares the values of a left operand; `undefined` if one of them has the wrong type. */
function findComparison(leftOperand: string, operator: string, values: readonly Value[]): Compare | undefined {
  if (!isLeftOperand(leftOperand)) return undefined;
  const { holds, operators } = operands[leftOperand];
  return Object.hasOwn(operators, operator) && values.every(holds) ? operators[operator] : undefined;
}

function isLeftOperand(word: string): word is LeftOperand {
  return Object.hasOwn(operands, word);
}
