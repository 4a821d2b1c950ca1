import { ExchangeError, allTransactions, hashBytes, keys, type CommandOf } from '@databund/model';
import { findTransaction, requireName } from '../support/dynamic-call';
import { ids, lifecycles, makeSlipTransient, readObjectValues, steps, type Step } from '../support/lifecycles';
import { listKeys } from '../support/values';
import { foundWorld, MemoryWorld, people, type Person } from '../support/memory-world';
import { keepText } from '../support/keep-text';
import { recordRefusal } from '../support/record-refusal';
import type { StoryCall } from './story-world';

/** Parameters of the attacked exchange: pins are released without a wait. */
export const attackedParameters = { pinReleasePeriodHours: 0 } as const satisfies CommandOf<'FoundExchange'>['parameters'];

/** A part of the story with objects of its own: steps from the founded exchange on. */
export interface Episode {
  readonly title: string;
  readonly steps: readonly Step[];
  /** The call of the last step, if it is known before. */
  readonly last?: string;
}

/** An episode with the steps that no earlier one has, by the names of their transactions and callers. */
export interface PlannedEpisode extends Episode {
  /** The calls of the steps, in their order. A call that an earlier episode has is not new. */
  readonly calls: readonly { readonly name: string; readonly isNew: boolean }[];
}

/** Names a call for the plan: its transaction, and the organisation that speaks. */
export function nameCall({ name, as }: Pick<StoryCall, 'name' | 'as'>): string {
  return `${name} by ${as.mspId.replace(/MSP$/, '')}`;
}

/** Notes every call that succeeds in memory. */
class NotingWorld extends MemoryWorld {
  readonly calls: string[] = [];

  override async perform(...[name, command, as, transient]: Parameters<MemoryWorld['perform']>): Promise<never> {
    const answer = await super.perform(name, command, as, transient);
    this.calls.push(nameCall({ name, as }));
    return answer as never;
  }
}

/** Lists all that the tables of lifecycles allow, as one episode for each state, action and person. */
export function listEpisodes(): readonly Episode[] {
  return [...listOwn(), ...listAllowed()];
}

/** Plans episodes in their order: of each, those that can be played without waiting and have a call that none before has. */
export async function* planEpisodes(episodes: readonly Episode[]): AsyncGenerator<PlannedEpisode> {
  const seen = new Set<string>();
  for (const episode of episodes) {
    const names = episode.last !== undefined && seen.has(episode.last) ? [] : ((await listCalls(episode)) ?? []);
    const calls = names.map((name, index) => ({ name, isNew: !seen.has(name) && names.indexOf(name) === index }));
    for (const name of names) seen.add(name);
    if (calls.some(({ isNew }) => isNew)) yield { ...episode, calls };
  }
}

/** Returns the calls of an episode in memory; `undefined` if it waits or is refused. */
async function listCalls({ steps: each }: Episode): Promise<readonly string[] | undefined> {
  const world = Object.assign(new NotingWorld(), await foundWorld(attackedParameters));
  world.calls.length = 0;
  const startedMs = world.nowMs;
  try {
    for (const step of each) await step(world);
  } catch (error) {
    if (error instanceof ExchangeError) return undefined;
    throw error;
  }
  return world.nowMs === startedMs ? world.calls : undefined;
}

/** Lists one episode for each state of each lifecycle, action and person that may take it. */
function listAllowed(): readonly Episode[] {
  return listKeys(lifecycles).flatMap((noun) =>
    Object.entries(lifecycles[noun].states).flatMap(([state, { by, may }]) =>
      Object.entries(may).flatMap(([action, names]) =>
        names.map((name) => ({
          title: `${noun} ${state}: ${action} by ${name}`,
          // The exchange is that of all episodes.
          steps: [...by, makeLast(noun, action, people[name]), ...(by.includes(steps.lengthenNotices) ? [steps.setNoticeHours(0)] : [])],
          last: nameCall({ name: nameTransaction(noun, action), as: people[name] }),
        })),
      ),
    ),
  );
}

function makeLast(noun: keyof typeof lifecycles, action: string, as: Person): Step {
  return async (world) => {
    const command = lifecycles[noun].commands[action]?.(await readObjectValues(world)) ?? {};
    const transient = action === 'price' ? makeSlipTransient() : undefined;
    return world.perform(nameTransaction(noun, action), command, as, transient);
  };
}

const nameTransaction = (noun: string, action: string) => requireName(findTransaction(noun, action).name);
const applicant: Person = { participantId: ids.participant, mspId: 'BuyerMSP', roles: [] };

const setParameters: Step = (world) =>
  world.perform('SetParameters', { parameters: { requestPeriodHours: 721 } } satisfies CommandOf<'SetParameters'>, people.operator);
const setOrganisation: Step = (world) => world.perform('SetOrganisation', { mspId: 'BuyerMSP', roles: ['buyer'] }, people.operator);
const answerProposal =
  (name: 'AgreeToChange' | 'DeclineChange', as: Person): Step =>
  async (world) =>
    world.perform(name, { revision: await world.readRevision(keys.proposal()) }, as);
const pin: Step = async (world) =>
  world.perform(
    'PinKeys',
    { id: ids.participant, revision: await world.readRevision(keys.participant(ids.participant)), keyHashes: [hashBytes(ids.participant)] },
    applicant,
  );
const leave: Step = async (world) =>
  world.perform(
    'WithdrawParticipant',
    { id: ids.participant, revision: await world.readRevision(keys.participant(ids.participant)) },
    applicant,
  );
const former: Person = { participantId: 'ptc-0000000000000000000000000y', mspId: 'BuyerMSP', roles: [] };
const judgeFormer =
  (name: 'AdmitParticipant' | 'WithdrawParticipant', as: Person, more: object = {}): Step =>
  async (world) => {
    const { participantId: id } = former;
    return world.perform(name, { id, revision: await world.readRevision(keys.participant(id)), ...more }, as);
  };
const registerFormer: Step = (world) =>
  world.perform('RegisterParticipant', { id: former.participantId, name: { en: 'N' }, roles: ['buyer'] }, former);
const succeed: Step = async (world) =>
  world.perform(
    'SucceedParticipant',
    {
      id: ids.participant,
      revision: await world.readRevision(keys.participant(ids.participant)),
      predecessor: former.participantId,
    },
    applicant,
  );
const succession = [
  registerFormer,
  judgeFormer('AdmitParticipant', people.operator),
  steps.register,
  steps.admit,
  judgeFormer('WithdrawParticipant', former, { successor: ids.participant }),
  succeed,
];
const requestRelease: Step = (world) => world.perform('RequestPinRelease', { id: ids.participant }, people.operator);
const judgeRelease =
  (name: 'AgreePinRelease' | 'RefusePinRelease' | 'ReleasePins', as: Person): Step =>
  async (world) =>
    world.perform(name, { id: ids.participant, revision: await world.readRevision(keys.pinRelease(ids.participant)) }, as);
const pinned = [steps.register, steps.admit, pin, requestRelease, judgeRelease('AgreePinRelease', people.authority)];

/** Lists the episodes about what has no table of a lifecycle: the exchange, pins, and refusals. */
function listOwn(): readonly Episode[] {
  return [
    { title: 'parameters: agreed', steps: [setParameters, answerProposal('AgreeToChange', people.authority)] },
    { title: 'organisation: declined', steps: [setOrganisation, answerProposal('DeclineChange', people.authority)] },
    { title: 'organisation: agreed', steps: [setOrganisation, answerProposal('AgreeToChange', people.authority)] },
    { title: 'parameters: withdrawn', steps: [setParameters, answerProposal('DeclineChange', people.operator)] },
    {
      title: 'preset',
      steps: [(world) => world.perform('SetPreset', { sector: 'roads', title: { en: 'Roads' }, requires: ['spatial'] }, people.operator)],
    },
    { title: 'pins: released', steps: [...pinned, judgeRelease('ReleasePins', people.operator)] },
    { title: 'pins: kept', steps: [...pinned, judgeRelease('RefusePinRelease', applicant)] },
    { title: 'text', steps: [(world) => keepText(world, 'It is not what was listed.', people.buyer)] },
    { title: 'participant leaves', steps: [steps.register, steps.admit, leave] },
    { title: 'participant succeeds another', steps: succession },
    {
      title: 'refusal',
      steps: [
        (world) =>
          recordRefusal(
            world,
            { transaction: 'SuspendParticipant', input: { id: people.provider.participantId, revision: 1 } },
            people.buyer,
          ),
      ],
    },
  ];
}

/** Lists the submits that no episode has: the story cannot reach them without waiting. It begins with the founding. */
export function listUnreached(episodes: readonly PlannedEpisode[]): readonly string[] {
  const reached = new Set(['FoundExchange', ...episodes.flatMap(({ calls }) => calls.map(({ name }) => name.split(' ')[0]))]);
  return allTransactions.filter(({ kind, name }) => kind === 'submit' && !reached.has(name)).map(({ name }) => name);
}
