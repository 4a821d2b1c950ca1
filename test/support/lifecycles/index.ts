import { authorisation } from './authorisation';
import { delivery } from './delivery';
import { dispute } from './dispute';
import type { Lifecycle, Noun } from './lifecycle';
import { listing } from './listing';
import { mandate } from './mandate';
import { participant } from './participant';
import { resource } from './resource';
import { standing } from './advance-approval';
import { trade } from './trade';

export { ids, place } from './ids';
export { expectOutcome, findActors, type Lifecycle, type Noun } from './lifecycle';
export * as paths from './paths';
export {
  amountHash,
  changedContent,
  makeSlipTransient,
  mandateTerms,
  offeredTerms,
  resourceContent,
  slip,
  standingTerms,
  usualTerms,
} from './samples';
export { makeNextWindow, readObjectValues, type ObjectValues } from './object-values';
export { steps } from './steps';
export { buildWorld, copyWorld, grantMandateTo, makeStep, supersedeWith, tryStep, waitMs, type Step } from './world';

/** The lifecycle of every noun. */
export const lifecycles: Readonly<Record<Noun, Lifecycle>> = {
  participant,
  listing,
  authorisation,
  trade,
  delivery,
  dispute,
  resource,
  mandate,
  standing,
};

/** Finds the lifecycle of a noun, if it has one. */
export function findLifecycle(noun: string): Lifecycle | undefined {
  return new Map<string, Lifecycle>(Object.entries(lifecycles)).get(noun);
}
