import { listStatements, makeAnchorKey, nameStep, recordOf, toStateKey, voices, type RecordWrite } from '@databund/model';
import { encode, getLastText, readRecord, type Tampered } from './encode-forgery';
import type { Plot } from './plot';

/** Takes the step once more, after it was taken. */
export function repeatStep(plot: Plot): Tampered {
  const { scene } = plot;
  const { mspId, certHash, participantId } = scene.speaker;
  const caller = { participantId: participantId ?? `admin@${mspId}`, mspId, certHash, roles: [] };
  const records = scene.writes.records.map(({ key, record, anchors }): RecordWrite => {
    const { schema: _schema, trail: _trail, change, ...value } = record;
    const step = voices[key.type]?.steps[change.action];
    const before = readRecord(scene, toStateKey(key));
    const repeated = recordOf(
      { key: { type: key.type, parts: key.parts }, action: change.action, value },
      before,
      { caller, txId: scene.txId, at: scene.time },
      step?.isRepeated,
    );
    const text = getLastText({ key, record: repeated });
    const places = [
      ...(step?.binds && !step.replacedIn ? [] : [undefined]),
      ...(step?.binds ? [nameStep(listStatements(key, repeated))] : []),
    ];
    const again = places.map((place) => ({ key: makeAnchorKey(key, place), text }));
    return { key, record: repeated, anchors: anchors.length > 0 ? again : [] };
  });
  return { raw: encode(plot, { ...scene.writes, records }) };
}
