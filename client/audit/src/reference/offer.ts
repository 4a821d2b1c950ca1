import { isInstant, type ListingContent, type Terms } from '@databund/model';

type Offer = NonNullable<ListingContent['offer']>;
type Constraint = NonNullable<Offer['permission'][number]['constraint']>[number];
type Value = string | number;
/** Relation of a use to a constraint: it meets it or not, says nothing of it, or the constraint has no meaning. */
type Relation = 'met' | 'not-met' | 'silent' | 'unclear';

const equality = ['eq', 'neq', 'isAnyOf', 'isNoneOf'];
const order = ['lt', 'lteq', 'gt', 'gteq'];

/** The operators that mean something for each left operand. */
const operators = new Map<string, readonly string[]>(
  Object.entries({
    purpose: equality,
    spatial: [...equality, 'isPartOf'],
    dateTime: [...equality, ...order],
    count: [...equality, ...order],
    deliveryChannel: equality,
    recipient: equality,
  }),
);

/** Returns whether a listing's offer permits terms to a buyer at an instant, without code of the model. Silence permits nothing. */
export function isPermitted(
  { offer, charge }: ListingContent,
  { terms, buyer, at }: { readonly terms: Terms; readonly buyer: string; readonly at: string },
): boolean {
  const { permission = [], prohibition = [] } = offer ?? {};
  const use: Readonly<Record<string, Value | undefined>> = {
    purpose: terms.purpose,
    spatial: terms.territory,
    dateTime: at,
    count: terms.count,
    deliveryChannel: terms.mode,
    recipient: buyer,
  };
  const relate = (constraints: readonly Constraint[] = []) =>
    constraints.map((constraint) => relateUse(constraint, use[constraint.leftOperand]));
  const isProhibited = prohibition.some(({ constraint }) => {
    const relations = relate(constraint);
    return relations.includes('unclear') || !relations.includes('not-met');
  });
  const isPaid = (action: string) => action === 'compensate' && charge?.basis === 'priced';
  return (
    !isProhibited &&
    permission.some(
      ({ constraint, duty = [] }) => relate(constraint).every((each) => each === 'met') && duty.every(({ action }) => isPaid(action)),
    )
  );
}

const plural = ['isAnyOf', 'isNoneOf', 'isPartOf'];

function relateUse({ leftOperand, operator, rightOperand }: Constraint, value: Value | undefined): Relation {
  const right = Array.isArray(rightOperand) ? rightOperand : [rightOperand];
  const hasMeaning = operators.get(leftOperand)?.includes(operator) === true;
  const isSingle = right.length === 1 || plural.includes(operator);
  const isTyped = [...right, ...(value === undefined ? [] : [value])].every((each) => isOfOperand(leftOperand, each));
  if (!hasMeaning || !isSingle || !isTyped) return 'unclear';
  if (value === undefined) return 'silent';
  return compare(operator, value, right) ? 'met' : 'not-met';
}

function isOfOperand(leftOperand: string, value: Value): boolean {
  if (leftOperand === 'count') return Number.isSafeInteger(value);
  return typeof value === 'string' && (leftOperand !== 'dateTime' || isInstant(value));
}

function compare(operator: string, value: Value, right: readonly Value[]): boolean {
  const [limit = value] = right;
  switch (operator) {
    case 'eq':
    case 'isAnyOf':
      return right.includes(value);
    case 'neq':
    case 'isNoneOf':
      return !right.includes(value);
    case 'isPartOf':
      return right.some((whole) => `${String(value)}-`.startsWith(`${String(whole)}-`));
    default:
      return compareOrder(operator, value, limit);
  }
}

function compareOrder(operator: string, value: Value, limit: Value): boolean {
  if (value === limit) return operator === 'lteq' || operator === 'gteq';
  return operator.startsWith('lt') === value < limit;
}
