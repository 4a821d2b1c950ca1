import { fromStateKey, makeKey, type Key } from './key';
import type { SealedStep } from './reader';
import type { Statement } from './statement';

/**
 * Makes the key of an anchor: one for each record and organisation, or one for each binding step, which is written once. It names the step
 * and not the revision, so that others can look for a step that a rewound copy lacks.
 */
export function makeAnchorKey({ type, parts }: Key, step?: SealedStep): Key<string> {
  if (step === undefined) return makeKey('said', type, ...parts);
  return makeKey(step.isWitnessed ? 'witness' : 'sealed', type, ...parts, step.action, String(step.round));
}

/** Makes the key at which an organisation keeps its copy of another one's step: it saw the step when it was taken. */
export function makeWitnessKey(key: Key, step: SealedStep): Key<string> {
  return makeAnchorKey(key, { ...step, isWitnessed: true });
}

/** Names the step of a statement, by default of the last one. A repeated one is named by its revision, because earlier ones are dropped. */
export function nameStep(statements: readonly Statement[], index = statements.length - 1): SealedStep {
  const { change, isRepeated } = statements[index] ?? {};
  const action = change?.action ?? '';
  if (change && isRepeated) return { action, round: change.revision };
  return { action, round: statements.slice(0, index + 1).filter(({ change }) => change.action === action).length };
}

/** Returns the record that an anchor is about; `undefined` if the key is no anchor's. */
export function fromAnchorKey(stateKey: string): Key | undefined {
  const key = fromStateKey(stateKey);
  if (key?.type !== 'said' && key?.type !== 'sealed' && key?.type !== 'witness') return undefined;
  const [type = '', ...parts] = key.parts;
  return { type, parts: key.type === 'said' ? parts : parts.slice(0, -2) };
}
