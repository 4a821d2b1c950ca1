import type { Identity, Recorded } from '@databund/model';
import { replaceNames } from '../support/values';
import { changeRecord, encode, type Tampered } from './encode-forgery';
import type { Plot } from './plot';
import { mayTake } from './scene';

/** Takes the step in the name of the participant that submits it, which lacks the role, and anchors it in its own organisation. */
export async function takeAsOneself(plot: Plot): Promise<Tampered> {
  const { scene, attacker } = plot;
  if (await mayTake(scene, attacker)) return { skipped: 'the rules let it take the step in its own name' };
  const records = scene.writes.records.map((write) => {
    const taken = changeRecord(write, (record) => nameActor(record, scene.speaker, attacker));
    return { ...taken, anchors: taken.anchors.map(({ key, text }) => ({ key, text })) };
  });
  return { raw: encode(plot, { ...scene.writes, records }, attacker.mspId) };
}

/** Returns a record whose last change was made by another participant, also where the change names its actor. */
function nameActor(
  record: Recorded<object>,
  { participantId = '' }: Identity,
  { mspId, certHash, ...attacker }: Identity,
): Recorded<object> {
  const actor = attacker.participantId ?? `admin@${mspId}`;
  const named = (record.trail?.sets ?? []).map((name) => name.split('/')[0] ?? '');
  const members = named.map((name) => {
    const value: unknown = Reflect.get(record, name);
    return [name, participantId === '' || value === undefined ? value : replaceNames(value, [[participantId, actor]])] as const;
  });
  return { ...record, ...Object.fromEntries(members), change: { ...record.change, actor, mspId, certHash } };
}
