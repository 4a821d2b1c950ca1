import { toStateKey } from '@databund/model';
import { encode, type Tampered } from './encode-forgery';
import type { Plot } from './plot';
import type { RawWrites } from './raw-writes';

/** Writes a key that the step does not write, or deletes one: of no type, of an unknown type, an index entry, or the record of another. */
export function addKey(plot: Plot): Tampered {
  const { scene, random } = plot;
  const raw = encode(plot, scene.writes);
  const written = new Set(raw.puts.map(({ key }) => key));
  const known = [...scene.ledger.listKeys()].filter((key) => !written.has(key) && scene.ledger.get('values', key));
  const [indexKey] = scene.writes.indexes.map(toStateKey);
  const value = JSON.stringify({ schema: 1 });
  const ways: readonly (() => RawWrites)[] = [
    () => ({ ...raw, puts: [...raw.puts, { key: `note-${String(random.draw(1_000_000))}`, value }] }),
    () => ({ ...raw, puts: [...raw.puts, { key: `\u0000note\u0000${String(random.draw(1_000_000))}\u0000`, value }] }),
    ...(indexKey === undefined ? [] : [() => ({ ...raw, puts: [...raw.puts, { key: `${indexKey.slice(0, -2)}0\u0000`, value }] })]),
    ...(known.length === 0 ? [] : [() => ({ ...raw, deletes: [random.pick(known)] })]),
  ];
  return { raw: random.pick(ways)() };
}
