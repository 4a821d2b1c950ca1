import { decodeVarint, type WireField } from './wire-tree';

/** The classes of a block's bytes. */
export const byteClasses = ['header', 'envelope', 'endorsement', 'metadata', 'configuration'] as const;
export type ByteClass = (typeof byteClasses)[number];

/** A field of a block: the positions that lead to it from the outermost message. */
export interface FieldPlace {
  readonly path: readonly number[];
  readonly field: WireField;
}

const configType = 1;

/** Lists the fields of a block by the class of their bytes. */
export function classifyFields(block: readonly WireField[]): ReadonlyMap<ByteClass, readonly FieldPlace[]> {
  const classes = new Map<ByteClass, FieldPlace[]>(byteClasses.map((name) => [name, []]));
  const walk = ({ path, field }: FieldPlace, numbers: readonly number[], isConfig: boolean) => {
    classes.get(findClass(numbers, isConfig))?.push({ path, field });
    for (const [at, inside] of (field.fields ?? []).entries())
      walk({ path: [...path, at], field: inside }, [...numbers, inside.number], isConfig || isConfigEnvelope(numbers, field));
  };
  for (const [at, field] of block.entries()) walk({ path: [at], field }, [field.number], false);
  return classes;
}

/** Returns the class of a field by the numbers of the fields that lead to it. */
function findClass(numbers: readonly number[], isConfig: boolean): ByteClass {
  const path = numbers.join('.');
  if (path.startsWith('1')) return 'header';
  if (path.startsWith('3')) return 'metadata';
  if (isConfig && isUnder(path, '2.1.1.2')) return 'configuration';
  // Block.data.data.payload.data.actions.payload.action: the endorsed result and its endorsements.
  return isUnder(path, '2.1.1.2.1.2.2') ? 'endorsement' : 'envelope';
}

function isUnder(path: string, start: string): boolean {
  return path === start || path.startsWith(`${start}.`);
}

/** Returns whether a field is the envelope of a configuration, by the type in its channel header. */
function isConfigEnvelope(numbers: readonly number[], envelope: WireField): boolean {
  if (numbers.join('.') !== '2.1') return false;
  const find = (field: WireField | undefined, number: number) => field?.fields?.find((each) => each.number === number);
  const channelHeader = find(find(find(envelope, 1), 1), 1);
  const type = find(channelHeader, 1);
  return type !== undefined && decodeVarint(type.value) === configType;
}
