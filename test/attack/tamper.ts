import { encodeKeyPolicy, toStateKey, type RecordWrite } from '@databund/model';
import { people } from '../support/memory-world';
import { replaceNames } from '../support/values';
import { addKey } from './add-key';
import { changeMember } from './change-member';
import { makeBindingForgery, rewriteBinding } from './attack-binding';
import { changeRecord, encode, readRecord, type Tampered } from './encode-forgery';
import type { ForgeryClass, Plot } from './plot';
import { toBase64 } from './raw-writes';
import { repeatStep } from './repeat-step';
import { takeAsOneself } from './take-as-oneself';

type Tamper = (plot: Plot) => Tampered | Promise<Tampered>;

/** Makes the writes of each class of forgery. */
export const tampers: Readonly<Record<ForgeryClass, Tamper>> = {
  'wrong speaker': (plot) => ({ raw: encode(plot, plot.scene.writes) }),
  'missing role': takeAsOneself,
  'wrong state': repeatStep,
  'altered value': alterValue,
  'extra key': addKey,
  'omitted read': omitRead,
  'false time': changeTime,
  'squatted first write': takeKey,
  'witness forged': forgeWitness,
  'binding step rewritten': (plot) => makeBindingForgery(plot, rewriteBinding),
  'binding step deleted': (plot) =>
    makeBindingForgery(plot, ({ stateKey, place, isKept }) => ({ deletes: [stateKey], ...(isKept && { privateDeletes: [place] }) })),
  'binding step purged': (plot) => makeBindingForgery(plot, ({ place }) => ({ privatePurges: [place] })),
};

/** Writes another value of one record, with the anchor that fits it. */
function alterValue(plot: Plot): Tampered {
  const { writes } = plot.scene;
  if (writes.records.length === 0) return { skipped: 'the step writes no record' };
  const chosen = plot.random.pick(writes.records);
  const change = (write: RecordWrite) => changeRecord(write, (record) => changeMember(record, plot.random));
  return { raw: encode(plot, { ...writes, records: writes.records.map((each) => (each === chosen ? change(each) : each)) }) };
}

function omitRead(plot: Plot): Tampered {
  const raw = encode(plot, plot.scene.writes);
  const omitted = plot.random.draw(raw.reads.length + raw.hashReads.length);
  const reads = raw.reads.filter((_, index) => index !== omitted);
  const hashReads = raw.hashReads.filter((_, index) => index + raw.reads.length !== omitted);
  return { raw: { ...raw, reads, hashReads } };
}

const dayMs = 86_400_000;

/** Dates the step back or forward, in everything that it writes. */
function changeTime(plot: Plot): Tampered {
  const { scene, random } = plot;
  const claimed = new Date(Date.parse(scene.time) + random.pick([-400, -1, 1, 400]) * dayMs).toISOString();
  const writes = scene.writes.records.map((write) => changeRecord(write, (record) => replaceNames(record, [[scene.time, claimed]])));
  return { raw: encode(plot, { ...scene.writes, records: writes }) };
}

/** Dates a step back as far as its record allows, and has it witnessed by nobody, or by an organisation that loses nothing by it. */
function forgeWitness(plot: Plot): Tampered {
  const { scene, random, colluders } = plot;
  const witnesses = scene.writes.records.flatMap(({ anchors }) => anchors.flatMap(({ mspId }) => mspId ?? []));
  if (witnesses.length === 0) return { skipped: 'the step needs no witness' };
  if (colluders.some((mspId) => witnesses.includes(mspId) || mspId === people.authority.mspId)) return { skipped: 'a witness agrees' };
  const records = scene.writes.records.map((write) => {
    const before = readRecord(scene, toStateKey(write.key))?.change.at ?? scene.time;
    const dated = changeRecord(write, (record) => replaceNames(record, [[scene.time, before]]));
    const kept = dated.anchors.filter(({ mspId }) => mspId === undefined);
    const foreign = dated.anchors
      .filter(({ mspId }) => mspId !== undefined)
      .map((anchor) => ({ ...anchor, mspId: random.pick(colluders) }));
    return { ...dated, anchors: random.pick([kept, [...kept, ...foreign], dated.anchors]) };
  });
  return { raw: encode(plot, { ...scene.writes, records }) };
}

/** Makes a key before its maker does, under a policy in which the attacker takes part. */
function takeKey(plot: Plot): Tampered {
  const { scene, random, attacker } = plot;
  const made = scene.writes.records.filter(({ key }) => scene.ledger.get('values', toStateKey(key)) === undefined);
  if (made.length === 0) return { skipped: 'the step makes no new key' };
  const { policy, ...write } = random.pick(made);
  const raw = encode(plot, { events: scene.writes.events, records: [write], indexes: [] });
  const of = [...new Set([attacker.mspId, policy?.of[0] ?? scene.speaker.mspId])];
  const mixed = encodeKeyPolicy({ atLeast: random.pick([1, of.length]), of });
  return { raw: { ...raw, policies: [{ key: toStateKey(write.key), policy: toBase64(mixed) }] } };
}
