import { ExchangeError, keys, type CommandOf, type ListingContent, type TransactionName } from '@databund/model';
import { foundWorld, MemoryWorld, people, type Person, type PersonName } from '../memory-world';
import { ids } from './ids';
import { mandateTerms } from './samples';
import { readObjectValues, type ObjectValues } from './object-values';

/** One step towards a state: one of the people submits a transaction, or time passes. */
export type Step = (world: MemoryWorld) => Promise<unknown>;

/** Makes a step that submits a transaction as one of the people, with the revision and terms at that time. */
export function makeStep<N extends TransactionName>(
  as: PersonName,
  name: N,
  command: (values: ObjectValues) => CommandOf<N>,
  transient?: () => object,
): Step {
  return async (world) => world.perform(name, command(await readObjectValues(world)), people[as], transient?.());
}

/** Makes a step in which time passes. */
export const waitMs =
  (milliseconds: number): Step =>
  (world) => {
    world.nowMs += milliseconds;
    return Promise.resolve();
  };

/** Founds a world and takes these steps in it. */
export async function buildWorld(...steps: readonly Step[]): Promise<MemoryWorld> {
  const world = await foundWorld();
  for (const step of steps) await step(world);
  return world;
}

/** Takes a step, and returns the state of the object after it, or the code of its refusal. */
export async function tryStep(step: Step, world: MemoryWorld): Promise<string> {
  try {
    return String(Reflect.get(Object(await step(world)), 'state'));
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

/** Copies a world, so that a test can change the copy alone. */
export function copyWorld(world: MemoryWorld): MemoryWorld {
  return Object.assign(new MemoryWorld(), structuredClone(world));
}

/** Makes a step that grants the mandate to a provider, and admits it first if it is not yet a participant. */
export function grantMandateTo({ participantId: grantee, mspId }: Person, terms: CommandOf<'GrantMandate'> = mandateTerms) {
  return async (world: MemoryWorld) => {
    if ((await world.find(keys.participant(grantee))) === undefined) {
      const application = { id: grantee, name: { en: 'N' }, roles: ['provider' as const] };
      const { revision } = await world.perform('RegisterParticipant', application, { participantId: grantee, mspId, roles: [] });
      await world.perform('AdmitParticipant', { id: grantee, revision }, people.operator);
    }
    return world.perform('GrantMandate', { ...terms, grantee }, people.authority);
  };
}

/** Makes a step that lists a second version with this content, which supersedes the first. */
export function supersedeWith(content: ListingContent) {
  return async (world: MemoryWorld) => {
    const second = { id: ids.listing, version: 2 };
    let { revision } = await world.perform('CreateListingVersion', { ...second, content }, people.provider);
    ({ revision } = await world.perform('SubmitListing', { ...second, revision }, people.provider));
    return world.perform('ApproveListing', { ...second, revision }, people.operator);
  };
}
