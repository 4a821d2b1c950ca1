import { keys, type AnyTransaction, type Hash } from '@databund/model';
import { findTransaction, perform } from '../../support/dynamic-call';
import { makeFounding } from '../../support/found-exchange';
import { listKeys } from '../../support/values';
import {
  ids,
  lifecycles,
  makeSlipTransient,
  makeStep,
  readObjectValues,
  type ObjectValues,
  type Step,
  steps,
} from '../../support/lifecycles';
import { keepText } from '../../support/keep-text';
import { recordRefusal } from '../../support/record-refusal';
import { people, type MemoryWorld, type Person, type PersonName } from '../../support/memory-world';

/** A list of steps in order. */
export interface Story {
  /** The state that the story needs: a LISTED listing, or an exchange not founded yet. Without it, the story creates what it needs. */
  readonly needs?: 'listing' | 'unfounded';
  readonly steps: readonly Step[];
  /** The name of the transaction for which the story exists. */
  readonly target?: string;
}

/** The document that founds the exchange of the worlds in memory. */
export const document = makeFounding(people.operator.participantId, people.authority.participantId);

/** Founds the exchange like the worlds in memory. */
export const found: Step = (world) => world.perform('FoundExchange', document, people.admin);

/** Admits the people that neither the founding nor a step admits. */
export async function admitPeople(world: MemoryWorld): Promise<void> {
  const known: readonly PersonName[] = ['admin', 'operator', 'authority', 'otherProvider'];
  for (const name of listKeys(people)) {
    if (known.includes(name)) continue;
    const person: Person = people[name];
    const { participantId: id, roles } = person;
    const { revision } = await world.perform('RegisterParticipant', { id, name: { en: name }, roles: [...roles] }, person);
    await world.perform('AdmitParticipant', { id, revision }, people.operator);
  }
}

/** The steps until a listing is LISTED. */
export const listed: readonly Step[] = [steps.create, steps.submit, steps.approve];

const readProposalRevision = (world: MemoryWorld) => world.readRevision(keys.proposal());
const setParameters = makeStep('operator', 'SetParameters', () => ({ parameters: { requestPeriodHours: 720 } }));
const setOrganisation = makeStep('operator', 'SetOrganisation', () => ({ mspId: 'BuyerMSP', roles: ['buyer'] }));
const agree: Step = async (world) => world.perform('AgreeToChange', { revision: await readProposalRevision(world) }, people.authority);
const decline: Step = async (world) => world.perform('DeclineChange', { revision: await readProposalRevision(world) }, people.authority);
const setPreset: Step = async (world) => {
  const revision = await world.readRevision(keys.preset('measured'));
  const preset = { sector: 'measured', title: { en: 'Measured' }, requires: [] };
  return world.perform('SetPreset', { ...preset, ...(revision > 0 && { revision }) }, people.operator);
};
const applicant: Person = { participantId: ids.participant, mspId: 'BuyerMSP', roles: [] };
const readParticipantRevision = (world: MemoryWorld) => world.readRevision(keys.participant(applicant.participantId));
const pinKeys =
  (...keyHashes: Hash[]): Step =>
  async (world) =>
    world.perform('PinKeys', { id: applicant.participantId, revision: await readParticipantRevision(world), keyHashes }, applicant);
/** Pins the certificate of the newest change, which the participant must have made itself. */
const pinOwnKey: Step = async (world) => {
  const record = await world.find(keys.participant(applicant.participantId));
  return pinKeys(...(record ? [record.change.certHash] : []))(world);
};
const requestPinRelease: Step = (world) => world.perform('RequestPinRelease', { id: ids.participant }, people.operator);
const makeReleaseStep =
  (name: 'AgreePinRelease' | 'RefusePinRelease' | 'ReleasePins', as: Person): Step =>
  async (world) =>
    world.perform(name, { id: ids.participant, revision: await world.readRevision(keys.pinRelease(ids.participant)) }, as);
const agreePinRelease = makeReleaseStep('AgreePinRelease', people.authority);
const refusePinRelease = makeReleaseStep('RefusePinRelease', applicant);
const releasePins = makeReleaseStep('ReleasePins', people.operator);
/** Another participant of the applicant's organisation. Each world has an id of its own for it. */
const heir: Person = { participantId: people.otherProvider.participantId, mspId: applicant.mspId, roles: ['buyer'] };
const admitHeir: Step = async (world) => {
  const application = { id: heir.participantId, name: { en: 'N' }, roles: ['buyer' as const] };
  const { revision } = await world.perform('RegisterParticipant', application, heir);
  return world.perform('AdmitParticipant', { id: heir.participantId, revision }, people.operator);
};
const leaveToHeir: Step = async (world) => {
  const leaving = { id: applicant.participantId, revision: await readParticipantRevision(world), successor: heir.participantId };
  return world.perform('WithdrawParticipant', leaving, applicant);
};
const succeed: Step = async (world) => {
  const revision = await world.readRevision(keys.participant(heir.participantId));
  return world.perform('SucceedParticipant', { id: heir.participantId, revision, predecessor: applicant.participantId }, heir);
};
const recordRefusalOf: Step = (world) =>
  recordRefusal(world, { transaction: 'SetParameters', input: { parameters: { countLimit: 1 } } }, people.buyer);

const keepClaim: Step = (world) => keepText(world, 'It is not what was listed.', people.buyer);

/** The submits that are in no lifecycle: founding and changing the exchange, pinning keys and releasing them, leaving to a successor, refusals and texts. */
export const ownStories: readonly Story[] = [
  { needs: 'unfounded', steps: [found] },
  { steps: [setParameters, agree, setOrganisation, decline, setPreset, recordRefusalOf, keepClaim] },
  {
    steps: [
      steps.register,
      steps.admit,
      pinKeys(),
      pinOwnKey,
      requestPinRelease,
      refusePinRelease,
      requestPinRelease,
      agreePinRelease,
      steps.waitHours(73), // One more than the period in which the participant can refuse.
      releasePins,
    ],
  },
  { steps: [steps.register, steps.admit, admitHeir, leaveToHeir, succeed] },
];

/** Makes a story for every action that a lifecycle allows, the longest first, because those run most others on their way. */
export function listStories(): readonly Story[] {
  const stories = Object.entries(lifecycles).flatMap(([noun, { commands, states }]) =>
    Object.values(states).flatMap(({ by, may }) =>
      Object.entries(may).flatMap(([verb, [actor]]) => {
        const transaction = findTransaction(noun, verb);
        const command = commands[verb];
        if (!command || actor === undefined) return [];
        return [{ ...beginStory(noun, by, makeLastStep(transaction, command, actor)), target: transaction.name }];
      }),
    ),
  );
  return stories.toSorted((one, other) => other.steps.length - one.steps.length);
}

/** Lets a story about a LISTED listing begin with one that is on the ledger. */
function beginStory(noun: string, by: readonly Step[], last: Step): Story {
  const needsListing = noun !== 'listing' && listed.every((step, index) => by[index] === step);
  if (needsListing) return { needs: 'listing', steps: [...by.slice(listed.length), last] };
  // The exchange is that of all stories.
  const after = by.includes(steps.lengthenNotices) ? [steps.setNoticeHours(0)] : [];
  return { steps: [...by, last, ...after] };
}

function makeLastStep(transaction: AnyTransaction, command: (values: ObjectValues) => object, actor: PersonName): Step {
  const transient = 'transient' in transaction ? makeSlipTransient() : undefined;
  const { name } = transaction;
  return async (world) =>
    perform(world, { name, command: command(await readObjectValues(world)), as: people[actor], ...(transient && { transient }) });
}
