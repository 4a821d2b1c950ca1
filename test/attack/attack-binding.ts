import { nameCollection, toCanonicalJson, toStateKey, type Anchor, type RecordWrite } from '@databund/model';
import { changeMember } from './change-member';
import { encode, getLastText, normalize, readRecord, type Tampered } from './encode-forgery';
import type { Plot } from './plot';
import type { RawWrites } from './raw-writes';

/** A binding step that was taken: its record as it is now, and the place of its anchor, or of a witness's copy. */
export interface Binding {
  readonly plot: Plot;
  readonly write: RecordWrite & { readonly anchor: Anchor };
  readonly stateKey: string;
  readonly place: { readonly collection: string; readonly key: string };
  /** True if the organisation that keeps the anchor takes part: nobody else can write there. */
  readonly isKept: boolean;
}

/** Attacks a binding step after it was taken. */
export function makeBindingForgery(plot: Plot, attack: (binding: Binding) => Partial<RawWrites>): Tampered {
  const { scene, colluders, random } = plot;
  const binding = scene.writes.records.flatMap((write) => write.anchors.filter(({ seal }) => seal).map((anchor) => ({ ...write, anchor })));
  if (binding.length === 0) return { skipped: 'the step binds nobody' };
  const write = random.pick(binding);
  const sealedBy = write.anchor.seal?.of ?? [scene.speaker.mspId];
  if (sealedBy.every((mspId) => colluders.includes(mspId))) return { skipped: 'its organisation and all that rely on it agree' };
  const keeper = write.anchor.mspId ?? scene.speaker.mspId;
  const place = { collection: nameCollection(keeper), key: toStateKey(write.anchor.key) };
  const isKept = colluders.includes(keeper);
  const { txId, time, answer } = scene;
  const none = encode(plot, { records: [], indexes: [], events: scene.writes.events });
  return {
    raw: {
      ...none,
      txId,
      time,
      answer,
      reads: [],
      hashReads: [],
      ...attack({ plot, write, stateKey: toStateKey(write.key), place, isKept }),
    },
  };
}

/** Rewrites what was said, in the public copy and, if its organisation takes part, in the anchor. */
export function rewriteBinding({ plot, write, stateKey, place, isKept }: Binding): Partial<RawWrites> {
  const stored = readRecord(plot.scene, stateKey) ?? write.record;
  const record = normalize(changeMember(stored, plot.random));
  const puts = [{ key: stateKey, value: toCanonicalJson(record) }];
  return isKept ? { puts, privatePuts: [{ ...place, value: getLastText({ key: write.key, record }) }] } : { puts };
}
