import type { Policy } from '@databund/model';
import type { Place } from './place';
import { readConstraint, type Constraint } from './read-constraint';

type Permission = Policy['permission'][number];
type Prohibition = NonNullable<Policy['prohibition']>[number];

/** Reads a permission, with the members that its policy states for all rules. */
export function readPermission(rule: Place, policy: Place): Permission {
  rule.refuseOthers(...shared, 'constraint', 'duty');
  const duty = rule.getAll('duty').flatMap(readDuty);
  return { ...readRule(rule, policy), ...(duty.length > 0 && { duty }) };
}

/** Reads a prohibition, with the members that its policy states for all rules. */
export function readProhibition(rule: Place, policy: Place): Prohibition {
  rule.refuseOthers(...shared, 'constraint');
  return readRule(rule, policy);
}

/** The members that a policy may state once for all rules (ODRL Information Model 2.2, section 2.7.1). */
export const shared = ['action', 'target', 'assigner', 'assignee'] as const;

function readRule(rule: Place, policy: Place): Prohibition {
  const actions = [...policy.getAll('action'), ...rule.getAll('action')];
  if (actions.length === 0) rule.refuse('no action');
  for (const action of actions) for (const name of readAction(action)) if (name !== 'use') action.refuse('an action other than use', name);
  const constraint = [...readAssignee(rule, policy), ...rule.getAll('constraint').flatMap(readConstraint)];
  return { action: 'use', ...(constraint.length > 0 && { constraint }) };
}

function readDuty(duty: Place): readonly { action: string }[] {
  duty.refuseOthers('action');
  return duty
    .getOnly('action')
    .flatMap(readAction)
    .map((action) => ({ action }));
}

const rdfValue = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#value';

function readAction(action: Place): readonly string[] {
  action.refuseOthers(rdfValue);
  return (action.getAll(rdfValue)[0] ?? action).readWord();
}

/** Reads the assignees of a rule as a constraint on the exchange's recipient. Several assignees mean one rule for each (section 2.7.2). */
function readAssignee(rule: Place, policy: Place): readonly Constraint[] {
  const named = [...policy.getAll('assignee'), ...rule.getAll('assignee')].flatMap(readName);
  const [only, ...others] = [...new Set(named)];
  if (only === undefined) return [];
  if (others.length === 0) return [{ leftOperand: 'recipient', operator: 'eq', rightOperand: only }];
  return [{ leftOperand: 'recipient', operator: 'isAnyOf', rightOperand: [only, ...others] }];
}

/** Returns the name of a party or an asset as a list. Refuses a collection, and members other than the name. */
export function readName(place: Place): readonly string[] {
  const collection = place
    .getAll('@type')
    .flatMap((type) => type.readWord())
    .find((type) => type.endsWith('Collection'));
  if (collection !== undefined) return place.refuse('a collection', collection);
  return place.readLiteral().map(({ value }) => String(value));
}
