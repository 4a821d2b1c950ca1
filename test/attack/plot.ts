import type { Identity } from '@databund/model';
import type { Person } from '../support/memory-world';
import type { Random } from '../mutate/random';
import type { Scene } from './scene';

/** The classes of forgeries that are made before the honest step, and those that are made after it. */
export const earlyClasses = [
  'wrong speaker',
  'missing role',
  'altered value',
  'extra key',
  'omitted read',
  'false time',
  'squatted first write',
  'witness forged',
] as const;
/** The classes of forgeries that need the honest step before them. */
export const lateClasses = ['wrong state', 'binding step rewritten', 'binding step deleted', 'binding step purged'] as const;
/** All classes of forgeries. */
export const forgeryClasses = [...earlyClasses, ...lateClasses] as const;
/** The name of one way to forge a step. */
export type ForgeryClass = (typeof forgeryClasses)[number];

/** A forgery that some organisations agree on: what they forge of which step, and who submits it. */
export interface Plot {
  readonly scene: Scene;
  readonly forgery: ForgeryClass;
  /** The organisations whose peers endorse it. */
  readonly colluders: readonly string[];
  /** The participant of the first one that submits it, and its certificate. */
  readonly by: Person;
  readonly attacker: Identity;
  readonly random: Random;
}

/** Returns whether the organisation of the true speaker takes part. */
export function isOwn({ scene, colluders }: Pick<Plot, 'scene' | 'colluders'>): boolean {
  return colluders.includes(scene.speaker.mspId);
}

/**
 * Lists who may collude: every organisation, and every pair without the speaker's. What is sealed with a counterparty, or witnessed, is also
 * attacked by the speaker's organisation together with each other one.
 */
export function listColluders(all: readonly string[], speaker: string, forgery: ForgeryClass): readonly (readonly string[])[] {
  const isBinding = forgery.startsWith('binding') || forgery === 'witness forged';
  const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other]));
  const attacking = pairs.filter((pair) => isBinding || !pair.includes(speaker));
  return [...all.map((one) => [one]), ...attacking];
}

/** Names a combination of a call of the story, a class and its colluders. */
export function nameCombination(call: string, forgery: ForgeryClass, colluders: readonly string[]): string {
  return `${call}: ${forgery}, by ${colluders.map((mspId) => mspId.replace(/MSP$/, '')).join(' and ')}`;
}
