import { foldTable } from './fold-table';

const simplified = readTable();

function readTable(): ReadonlyMap<string, string> {
  const characters = Array.from(foldTable);
  const pairs = characters.flatMap((character, index) =>
    index % 2 === 0 ? [[character, characters[index + 1] ?? character] as const] : [],
  );
  return new Map(pairs);
}

/** Marks that a letter of an alphabet can carry, such as accents. Vowel signs of other scripts are none. */
const accents = /[\u0300-\u036f]/g;
const ideographs = /\p{Script=Han}/gu;

/** Folds a text, so that what people type alike is alike: width, case, accents, and traditional characters. */
export function foldText(text: string): string {
  const plain = text.normalize('NFKD').replace(accents, '').normalize('NFC').toLowerCase().replaceAll('\u00df', 'ss');
  return plain.replace(ideographs, (character) => simplified.get(character) ?? character);
}
