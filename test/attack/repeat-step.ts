import { makeAnchorKey, recordOf, toStateKey, voices, type Anchor, type RecordWrite } from '@databund/model';
import { encode, lastText, readRecord, type Tampered } from './encode-forgery';
import type { Plot } from './plot';

/** Takes the step once more, after it was taken. */
export function repeatStep(plot: Plot): Tampered {
  const { scene } = plot;
  const { mspId, certHash, participantId } = scene.speaker;
  const caller = { participantId: participantId ?? `admin@${mspId}`, mspId, certHash, roles: [] };
  const records = scene.writes.records.map(({ key, record, anchor }): RecordWrite => {
    const { schema: _schema, trail: _trail, change, ...value } = record;
    const step = voices[key.type]?.steps[change.action];
    const before = readRecord(scene, toStateKey(key));
    const repeated = recordOf(
      { key: { type: key.type, parts: key.parts }, action: change.action, value },
      before,
      { caller, txId: scene.txId, at: scene.time },
      step?.isRepeated,
    );
    const again: Anchor = {
      key: makeAnchorKey(key, step?.binds && repeated.change.revision),
      text: lastText({ key, record: repeated }),
    };
    return { key, record: repeated, ...(anchor && { anchor: again }) };
  });
  return { raw: encode(plot, { ...scene.writes, records }) };
}
