import { decodeText } from '../blocks/bytes';
import { VerifierError } from '../verifier-error';

type Numbers = Readonly<Record<string, number>>;

/** The fields of a protocol buffer by name and number: of bytes (texts and messages too), of integers, and repeated ones. */
export interface Form {
  readonly name: string;
  readonly bytes?: Numbers;
  readonly integers?: Numbers;
  readonly lists?: Numbers;
}

type Names<N> = N extends Numbers ? Extract<keyof N, string> : never;

interface Slot {
  readonly name: string;
  readonly kind: 'bytes' | 'integers' | 'lists';
}

/** The fields of a form by their numbers. */
type Slots = readonly (Slot | undefined)[];

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };
const slotsByForm = new WeakMap<Form, Slots>();
const empty = new Uint8Array();

/**
 * A protocol buffer that was read field by field. What a form does not name is noted, because two readers could understand it in two ways:
 * unknown fields, other wire types, and a single field that occurs twice.
 */
export class Message<F extends Form> {
  /** Values by the numbers of their fields; `undefined` while there are none, because most messages have one kind of field. */
  private single: (Uint8Array | undefined)[] | undefined;
  private integer: (number | undefined)[] | undefined;
  private repeated: (Uint8Array[] | undefined)[] | undefined;
  private readonly slots: Slots;
  private at = 0;

  /**
   * Reads the bytes of a message.
   * @param notes grows by a sentence for each field that the form does not name
   * @throws MESSAGE_MALFORMED
   */
  constructor(
    private readonly source: Uint8Array,
    private readonly form: F,
    private readonly notes: string[],
  ) {
    this.slots = findSlots(form);
    while (this.at < source.length) this.readField();
  }

  /** Returns whether a field is present. */
  has(field: Names<F['bytes']>): boolean {
    return this.findBytes(field) !== undefined;
  }

  /** Returns the bytes of a field; empty bytes if it is absent. */
  getBytes(field: Names<F['bytes']>): Uint8Array {
    return this.findBytes(field) ?? empty;
  }

  /** Returns the text of a field; an empty one if it is absent. @throws MESSAGE_MALFORMED if it is not UTF-8 */
  getText(field: Names<F['bytes']>): string {
    const bytes = this.findBytes(field);
    return bytes === undefined ? '' : this.decode(bytes, field);
  }

  /** Returns an integer; 0 if it is absent. */
  getInteger(field: Names<F['integers']>): number {
    return this.integer?.[this.form.integers?.[field] ?? -1] ?? 0;
  }

  /** Returns the entries of a repeated field in their order. */
  getList(field: Names<F['lists']>): readonly Uint8Array[] {
    return this.repeated?.[this.form.lists?.[field] ?? -1] ?? [];
  }

  /** Returns the texts of a repeated field. @throws MESSAGE_MALFORMED if one is not UTF-8 */
  getTexts(field: Names<F['lists']>): readonly string[] {
    return this.getList(field).map((bytes) => this.decode(bytes, field));
  }

  private findBytes(field: Names<F['bytes']>): Uint8Array | undefined {
    return this.single?.[this.form.bytes?.[field] ?? -1];
  }

  private decode(bytes: Uint8Array, field: string): string {
    const text = decodeText(bytes);
    if (text === undefined) throw this.reject(`${field} is not UTF-8`);
    return text;
  }

  private readField(): void {
    const tag = this.readVarint();
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === wireTypes.varint) this.keepInteger(number, this.readVarint());
    else if (wireType === wireTypes.bytes) this.keepBytes(number, this.readBytes(this.readVarint()));
    else if (wireType === wireTypes.fixed64) this.skip(number, 8);
    else if (wireType === wireTypes.fixed32) this.skip(number, 4);
    else throw this.reject(`field ${String(number)} has wire type ${String(wireType)}, which does not exist`);
  }

  private keepInteger(number: number, value: number): void {
    const slot = this.slots[number];
    if (slot?.kind !== 'integers') {
      this.note(number, slot, 'as an integer');
      return;
    }
    this.integer ??= [];
    if (this.integer[number] !== undefined) this.note(number, slot, 'twice');
    this.integer[number] = value;
  }

  private keepBytes(number: number, value: Uint8Array): void {
    const slot = this.slots[number];
    if (!slot || slot.kind === 'integers') {
      this.note(number, slot, 'as bytes');
      return;
    }
    if (slot.kind === 'lists') {
      this.repeated ??= [];
      (this.repeated[number] ??= []).push(value);
      return;
    }
    this.single ??= [];
    if (this.single[number] !== undefined) this.note(number, slot, 'twice');
    this.single[number] = value;
  }

  private skip(number: number, length: number): void {
    this.readBytes(length);
    this.note(number, this.slots[number], `as ${String(length)} fixed bytes`);
  }

  private note(number: number, slot: Slot | undefined, how: string): void {
    this.notes.push(`${this.form.name} has ${slot ? `its field ${slot.name}` : `the unknown field ${String(number)}`} ${how}`);
  }

  /** Reads an integer of up to 64 bits, mostly of one byte. Those beyond 2^53 lose their last digits, and then hash to something else. */
  private readVarint(): number {
    const first = this.source[this.at];
    if (first !== undefined && first < 0x80) {
      this.at += 1;
      return first;
    }
    return this.readLongVarint();
  }

  private readLongVarint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count += 1) {
      const byte = this.source[this.at];
      if (byte === undefined) throw this.reject(`is cut off at byte ${String(this.at)}`);
      this.at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw this.reject(`has an integer of more than 10 bytes at byte ${String(this.at)}`);
  }

  private readBytes(length: number): Uint8Array {
    const from = this.at;
    this.at = from + length;
    if (this.at > this.source.length)
      throw this.reject(
        `is cut off: ${String(length)} bytes expected from byte ${String(from)} on, ${String(this.source.length - from)} left`,
      );
    const { buffer, byteOffset } = this.source;
    return new Uint8Array(buffer, byteOffset + from, length); // A part of a Buffer would be a Buffer, which takes longer to make.
  }

  private reject(reason: string): VerifierError {
    return new VerifierError('MESSAGE_MALFORMED', `${this.form.name} ${reason}.`);
  }
}

function findSlots(form: Form): Slots {
  const known = slotsByForm.get(form);
  if (known) return known;
  const slots: (Slot | undefined)[] = [];
  for (const kind of ['bytes', 'integers', 'lists'] as const)
    for (const [name, number] of Object.entries(form[kind] ?? {})) slots[number] = { name, kind };
  slotsByForm.set(form, slots);
  return slots;
}
