import { Type, type Static } from '@sinclair/typebox';
import { Closed, Line, OneOf } from './forms';

const leftOperands = ['purpose', 'spatial', 'dateTime', 'count', 'deliveryChannel', 'recipient'] as const;
const Operand = Type.Union([Line(500), Type.Integer()]);

const Constraint = Closed({
  leftOperand: Line(200),
  operator: Line(200),
  rightOperand: Type.Union([Operand, Type.Array(Operand, { minItems: 1, maxItems: 200 })]),
});
type Constraint = Static<typeof Constraint>;

const Rule = Closed({ action: OneOf('use'), constraint: Type.Optional(Type.Array(Constraint, { maxItems: 32 })) });

/** An offer: the subset of an ODRL policy that the exchange evaluates (ODRL Information Model 2.2, §2.6 and §2.5). */
export const Policy = Closed({
  permission: Type.Array(Rule, { maxItems: 32 }),
  prohibition: Type.Optional(Type.Array(Rule, { maxItems: 32 })),
});
export type Policy = Static<typeof Policy>;

/** What is asked of a policy: a value for each left operand that the asker knows. */
export type Use = Readonly<Partial<Record<(typeof leftOperands)[number], string | number>>>;

/** Why a policy denies: the rule, the constraint that decided, and the value it met. */
export interface Denial {
  readonly rule: string;
  readonly constraint?: Constraint;
  readonly value?: string | number;
  readonly reason: 'prohibited' | 'not met' | 'not understood' | 'no permission';
}

/**
 * Says why a policy denies a use; nothing where it permits. Denies unless permitted; a prohibition wins; an operand
 * that is not understood denies, and is named.
 */
export function denies(policy: Policy, use: Use): Denial | undefined {
  return (
    prohibition(policy, use) ?? (policy.permission.length === 0 ? { rule: 'permission', reason: 'no permission' } : unmet(policy, use))
  );
}

function prohibition(policy: Policy, use: Use): Denial | undefined {
  for (const [index, rule] of (policy.prohibition ?? []).entries()) {
    const outcomes = (rule.constraint ?? []).map((constraint) => ({ constraint, met: meets(constraint, use) }));
    const unknown = outcomes.find(({ met }) => met === 'not understood');
    if (unknown) return denial(`prohibition/${String(index)}`, unknown.constraint, use, 'not understood');
    if (outcomes.every(({ met }) => met === true)) return { rule: `prohibition/${String(index)}`, reason: 'prohibited' };
  }
  return undefined;
}

function unmet(policy: Policy, use: Use): Denial | undefined {
  let first: Denial | undefined;
  for (const [index, rule] of policy.permission.entries()) {
    const failing = (rule.constraint ?? []).find((constraint) => meets(constraint, use) !== true);
    if (failing === undefined) return undefined;
    first ??= denial(`permission/${String(index)}`, failing, use, meets(failing, use) === false ? 'not met' : 'not understood');
  }
  return first;
}

function denial(rule: string, constraint: Constraint, use: Use, reason: Denial['reason']): Denial {
  const value = use[constraint.leftOperand as keyof Use];
  return { rule, constraint, reason, ...(value !== undefined && { value }) };
}

type Operator = 'eq' | 'neq' | 'lt' | 'lteq' | 'gt' | 'gteq' | 'isAnyOf' | 'isNoneOf' | 'isPartOf';
type Values = readonly (string | number)[];

const comparisons: Readonly<Record<Operator, (value: string | number, right: Values) => boolean>> = {
  eq: (value, right) => right.length === 1 && value === right[0],
  neq: (value, right) => right.length === 1 && value !== right[0],
  lt: (value, right) => ordered(value, right, (order) => order < 0),
  lteq: (value, right) => ordered(value, right, (order) => order <= 0),
  gt: (value, right) => ordered(value, right, (order) => order > 0),
  gteq: (value, right) => ordered(value, right, (order) => order >= 0),
  isAnyOf: (value, right) => right.includes(value),
  isNoneOf: (value, right) => !right.includes(value),
  isPartOf: (value, right) => right.some((whole) => value === whole || String(value).startsWith(`${String(whole)}-`)),
};

function meets({ leftOperand, operator, rightOperand }: Constraint, use: Use): boolean | 'not understood' {
  if (!Object.hasOwn(comparisons, operator) || !(leftOperands as readonly string[]).includes(leftOperand)) return 'not understood';
  const value = use[leftOperand as keyof Use];
  if (value === undefined) return false;
  return comparisons[operator as Operator](value, Array.isArray(rightOperand) ? rightOperand : [rightOperand]);
}

function ordered(value: string | number, [right, ...more]: Values, holds: (order: number) => boolean): boolean {
  if (right === undefined || more.length > 0 || typeof right !== typeof value) return false;
  return holds(value < right ? -1 : value > right ? 1 : 0);
}
