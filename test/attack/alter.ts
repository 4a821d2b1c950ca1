import { voices, type Recorded } from '@databund/model';
import type { Random } from '../mutate/random';

const ownMembers: readonly string[] = ['schema', 'change', 'trail'];

/** Returns a record with another value of one member, as if its last change had set it so. */
export function alterMember(record: Recorded<object>, random: Random): Recorded<object> {
  const name = random.pick(Object.keys(record).filter((each) => !ownMembers.includes(each)));
  if (name === 'state') {
    const state = random.pick(listStates().filter((each) => each !== record.state));
    return { ...record, state, change: { ...record.change, to: state } };
  }
  const { trail = { earlier: [], sets: [] } } = record;
  const sets = [...new Set([...trail.sets, name])].toSorted();
  return { ...record, [name]: alter(Reflect.get(record, name)), trail: { ...trail, sets } };
}

/** Lists every state that some voice knows. */
function listStates(): readonly string[] {
  const steps = Object.values(voices).flatMap((voice) => Object.values(voice.steps));
  return [...new Set(steps.flatMap(({ to }) => (typeof to === 'string' ? [] : to)))];
}

/** Returns another value of the same kind. */
function alter(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return alterText(value);
  if (Array.isArray(value)) return alterList(value);
  if (typeof value !== 'object' || value === null) return 'x';
  const last = Object.entries(value).at(-1);
  return last ? { ...value, [last[0]]: alter(last[1]) } : { x: 1 };
}

function alterList([first, ...others]: readonly unknown[]): readonly unknown[] {
  return first === undefined ? ['x'] : [alter(first), ...others];
}

/** Changes the last digit or letter, so that ids, hashes and instants keep their form. */
function alterText(text: string): string {
  const changed = text.replace(/[0-9a-z](?=[^0-9a-z]*$)/, (last) => (last === '1' ? '2' : '1'));
  return changed === text ? `${text}x` : changed;
}
