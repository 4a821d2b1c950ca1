import { hashBytes } from '@databund/model';
import { Random } from '../mutate/random';
import { people, type Person } from '../support/memory-world';
import { TestError } from '../support/test-error';
import type { Compared } from './answer-book';
import type { AttackedLedger, Forged } from './attacked-ledger';
import type { LedgerCopy } from './ledger-copy';
import { isOwn, listColluders, nameCombination, type ForgeryClass, type Plot } from './plot';
import { isAnsweredByAll, nameQuestion } from './questions';
import type { RawWrites } from './raw-writes';
import { listRepairs } from './repair';
import { findSubmit, type Scene } from './scene';
import { findForeignSpeech } from './speakers';
import type { Attempt, Tally } from './tally';
import { tampers } from './tamper';

/** The organisations that run peers, each with who submits its forgeries: it holds an office, or its participant was never admitted. */
export const attackers: Readonly<Record<string, { readonly member: Person; readonly outsider: Person }>> = {
  ExchangeMSP: { member: people.operator, outsider: makeOutsider('ExchangeMSP', 'e') },
  ProviderMSP: { member: people.provider, outsider: makeOutsider('ProviderMSP', 'p') },
  BuyerMSP: { member: people.buyer, outsider: makeOutsider('BuyerMSP', 'b') },
  RegulatorMSP: { member: people.authority, outsider: makeOutsider('RegulatorMSP', 'r') },
};
const organisations = Object.keys(attackers);

function makeOutsider(mspId: string, letter: string): Person {
  return { participantId: `ptc-0000000000000000000000000${letter}`, mspId, roles: [] };
}

/** The ledger that is attacked, and everything else that an attack on a scene needs. */
export interface Attack {
  readonly ledger: AttackedLedger;
  readonly tally: Tally;
  /** Returns whether a combination is tried; each is named once. */
  readonly isChosen: (name: string) => boolean;
  readonly seed: number;
}

/** A forgery that is ready to be ordered. */
interface Prepared {
  readonly plot: Plot;
  readonly raw: RawWrites;
  readonly title: string;
}

/** Tries the forgeries of some classes on one step, and takes back what each changed. */
export async function tryForgeries(attack: Attack, scene: Scene, classes: readonly ForgeryClass[], name: string): Promise<void> {
  const prepared: Prepared[] = [];
  for (const forgery of classes) {
    for (const colluders of listColluders(organisations, scene.speaker.mspId, forgery)) {
      const title = nameCombination(name, forgery, colluders);
      if (!attack.isChosen(title)) continue;
      const plot = await makePlot(attack, { scene, forgery, colluders }, title);
      const tampered = await tampers[forgery](plot);
      if ('skipped' in tampered) attack.tally.skip(forgery, tampered.skipped);
      else prepared.push({ plot, raw: tampered.raw, title });
    }
  }
  // One organisation alone can change little, so those are tried at once; the others one after the other.
  const [alone, together] = [prepared.filter(({ plot }) => !mayPass(plot)), prepared.filter(({ plot }) => mayPass(plot))];
  if (alone.length > 0) await tryAll(attack, alone);
  for (const each of together) await tryAll(attack, [each]);
}

/** Returns whether the chaincode's policy, or a key of the own organisation, may let it pass. */
function mayPass({ scene, colluders }: Plot): boolean {
  return isOwn({ scene, colluders }) || (colluders.length > 1 && colluders.includes(people.operator.mspId));
}

async function makePlot(
  { ledger, seed }: Attack,
  { scene, forgery, colluders }: Pick<Plot, 'scene' | 'forgery' | 'colluders'>,
  title: string,
): Promise<Plot> {
  const [first = ''] = colluders;
  const { member, outsider } = attackers[first] ?? { member: people.buyer, outsider: people.buyer };
  const by = first === scene.speaker.mspId ? outsider : member;
  const random = new Random(parseInt(hashBytes(`${String(seed)} ${title}`).value.slice(0, 8), 16));
  return { scene, forgery, colluders, by, attacker: await ledger.identify(by), random };
}

/** Orders forgeries at the same time. If one of them is valid, the refusals of the others prove nothing, so each is tried again alone. */
async function tryAll(attack: Attack, prepared: readonly Prepared[]): Promise<void> {
  const { ledger, tally } = attack;
  const forged = await ledger.forge(
    prepared.map(({ plot, raw }) => ({
      by: plot.by,
      endorsers: plot.colluders,
      declaration: plot.scene.declaration,
      command: plot.scene.call.command,
      raw,
    })),
  );
  const isAnyValid = forged.some(({ code }) => code === 'VALID');
  const again: Prepared[] = [];
  for (const [index, each] of forged.entries()) {
    const one = prepared[index];
    if (!one) continue;
    if (isAnyValid && each.code !== 'VALID' && prepared.length > 1) again.push(one);
    else tally.attempts.push(await judge(ledger, one, { ...each, isOnly: forged.length === 1 }));
  }
  if (isAnyValid) await repair(ledger, forged);
  for (const each of again) await tryAll(attack, [each]);
}

/** Compares the answers of a ledger that has only this forgery with those of the honest one. */
async function judge(
  ledger: AttackedLedger,
  { plot, raw, title }: Prepared,
  { txId, code, accesses, isOnly }: Forged & { readonly isOnly: boolean },
): Promise<Attempt> {
  const attempt = { title, forgery: plot.forgery, txId, code, differing: [], foreign: [] };
  if (code !== 'VALID') return attempt;
  const alone = ledger.makeCopy(ledger.honest);
  alone.apply(accesses);
  const compared = await ledger.book.compare(alone);
  if (isOnly) await askPeer(ledger, plot, compared);
  const differing = compared.filter(({ isDifferent }) => isDifferent).map(({ question }) => nameQuestion(question));
  if (differing.length === 0) return attempt;
  return {
    ...attempt,
    differing,
    foreign: await findForeignSpeech({ honest: ledger.honest, forged: alone }, listKeys(raw), plot.colluders),
  };
}

/** Asks a peer that did not endorse one of the questions: it must answer as the state from the blocks does. */
async function askPeer(ledger: AttackedLedger, { colluders, random }: Plot, compared: readonly Compared[]): Promise<void> {
  const askable = compared.filter(({ question }) => isAnsweredByAll(question));
  if (askable.length === 0) return;
  await ledger.expectAnswer(random.pick(askable), random.pick(organisations.filter((mspId) => !colluders.includes(mspId))));
}

function listKeys({ puts, deletes, policies, privatePuts, privateDeletes, privatePurges }: RawWrites): readonly string[] {
  return [...puts, ...policies, ...privatePuts, ...privateDeletes, ...privatePurges].map(({ key }) => key).concat(deletes);
}

/** Takes back what valid forgeries changed, by transactions that every organisation endorses. @throws TestError NOT_COMMITTED */
async function repair(ledger: AttackedLedger, forged: readonly Forged[]): Promise<void> {
  const actual = ledger.makeCopy(ledger.honest);
  for (const { accesses } of forged) actual.apply(accesses);
  for (const raw of listRepairs(ledger.honest, actual.listChanged(), ledger.texts)) {
    const [repaired] = await ledger.forge([
      { by: people.operator, endorsers: organisations, declaration: findSubmit({ name: 'SetPreset' }), command: {}, raw },
    ]);
    if (repaired?.code !== 'VALID') throw new TestError('NOT_COMMITTED', `A repair was committed as ${String(repaired?.code)}.`);
    actual.apply(repaired.accesses);
  }
  checkRepaired(actual);
}

function checkRepaired(actual: LedgerCopy): void {
  const left = actual.listChanged().map(({ part, key }) => `${part} ${key}`);
  if (left.length > 0) throw new TestError('UNEXPECTED_ERROR', `A repair left ${left.join(', ')} changed.`);
}
