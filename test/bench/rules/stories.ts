import { byNoun, keys, type AnyTransaction, type TransactionName } from '@databund/model';
import {
  ids,
  lifecycles,
  makeSlipTransient,
  makeStep,
  readStanding,
  resourceContent,
  type Standing,
  type Step,
  steps,
} from '../../support/lifecycles';
import { foundWorld, people, type MemoryWorld, type PersonName } from '../../support/memory-world';

/** Deeds that follow each other. */
export interface Story {
  /** What is on the ledger before: a listing that is LISTED, or no founding of the exchange. Else a story makes what it needs. */
  readonly upon?: 'a listing' | 'no founding';
  readonly deeds: readonly Step[];
  /** The transaction that it is told for, where it is one. */
  readonly tells?: string;
}

/** Founds the exchange as the worlds of memory are founded. */
export const found: Step = async (world) => {
  const founded = await (await foundWorld()).find(keys.exchange());
  if (!founded) throw new Error('the world of memory was not founded');
  const { operatorMspId, authorityMspId, organisations } = founded;
  const first = ({ participantId }: { readonly participantId: string }) => ({ id: participantId, name: { en: 'N' } });
  const command = { operatorMspId, authorityMspId, organisations: [...organisations] };
  return world.perform('FoundExchange', { ...command, operator: first(people.operator), authority: first(people.authority) }, people.admin);
};

/** Admits everybody whom neither the founding nor a step brings in. */
export async function admitCast(world: MemoryWorld): Promise<void> {
  const known: readonly PersonName[] = ['admin', 'operator', 'authority', 'otherProvider'];
  for (const [name, person] of Object.entries(people)) {
    if (known.includes(name as PersonName)) continue;
    const { participantId: id, roles } = person;
    const { revision } = await world.perform('RegisterParticipant', { id, name: { en: name }, roles: [...roles] }, person);
    await world.perform('AdmitParticipant', { id, revision }, people.operator);
  }
}

/** The way of a listing to where it is listed. */
export const listed: readonly Step[] = [steps.create, steps.submit, steps.approve, steps.endNotice];

const proposal = (world: MemoryWorld) => world.revisionOf(keys.proposal());
const setParameters = makeStep('operator', 'SetParameters', () => ({ parameters: { requestPeriodHours: 720 } }));
const setOrganisation = makeStep('operator', 'SetOrganisation', () => ({ mspId: 'BuyerMSP', roles: ['buyer'] }));
const agree: Step = async (world) => world.perform('AgreeToChange', { revision: await proposal(world) }, people.authority);
const decline: Step = async (world) => world.perform('DeclineChange', { revision: await proposal(world) }, people.authority);
const setPreset: Step = async (world) => {
  const revision = await world.revisionOf(keys.preset('measured'));
  const preset = { sector: 'measured', title: { en: 'Measured' }, requires: [] };
  return world.perform('SetPreset', { ...preset, ...(revision > 0 && { revision }) }, people.operator);
};
const pinKeys: Step = async (world) => {
  const { participantId: id } = people.buyer;
  return world.perform('PinKeys', { id, revision: await world.revisionOf(keys.participant(id)), keyHashes: [] }, people.buyer);
};
const recordRefusal = makeStep('buyer', 'RecordRefusal', () => ({
  transaction: 'CreateResource',
  command: { id: ids.resource, content: resourceContent },
}));

/** What no life of an object tells: how the exchange itself is founded and changed, what one does to oneself, and what is refused. */
export const ownStories: readonly Story[] = [
  { upon: 'no founding', deeds: [found] },
  { deeds: [setParameters, agree, setOrganisation, decline, setPreset, pinKeys, recordRefusal] },
];

/** Every action of every life where it is allowed, the longest ways there first: they do most others on the way. */
export function storiesOfLives(): readonly Story[] {
  const stories = Object.entries(lifecycles).flatMap(([noun, { commands, states }]) =>
    Object.values(states).flatMap(({ by, may }) =>
      Object.entries(may).flatMap(([verb, [actor]]) => {
        const transaction = (byNoun[noun as keyof typeof lifecycles] as Readonly<Record<string, AnyTransaction>>)[verb];
        const command = commands[verb];
        if (!transaction || !command || actor === undefined) return [];
        return [{ ...beginning(noun, by, act(transaction, command, actor)), tells: transaction.name }];
      }),
    ),
  );
  return stories.toSorted((one, other) => other.deeds.length - one.deeds.length);
}

/** What is done with a listing, and not to it, is done with one that has long been there. */
function beginning(noun: string, by: readonly Step[], last: Step): Story {
  const isUponListing = noun !== 'listing' && listed.every((step, index) => by[index] === step);
  return isUponListing ? { upon: 'a listing', deeds: [...by.slice(listed.length), last] } : { deeds: [...by, last] };
}

function act(transaction: AnyTransaction, command: (standing: Standing) => object, actor: PersonName): Step {
  const transient = 'transient' in transaction ? makeSlipTransient() : undefined;
  const name = transaction.name as TransactionName;
  return async (world) => world.perform(name, command(await readStanding(world)), people[actor], transient);
}
