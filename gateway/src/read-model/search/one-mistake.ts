/** Returns a word without each of its characters in turn: two words with one typing mistake between them share one of these. */
export function listDeletes(word: string): readonly string[] {
  const characters = Array.from(word);
  return [...new Set([word, ...characters.map((_, index) => characters.filter((__, at) => at !== index).join(''))])];
}

/** Returns whether one typing mistake makes one word of the other: a character more, less or another, or two that changed places. */
export function isOneMistake(one: string, other: string): boolean {
  const [a, b] = [Array.from(one), Array.from(other)];
  const start = countSame(a, b);
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const isSame = (left: readonly string[], right: readonly string[]) => left.join('') === right.join('');
  const isSwapped = restA[0] === restB[1] && restA[1] === restB[0] && isSame(restA.slice(2), restB.slice(2));
  return isSwapped || isSame(restA.slice(1), restB.slice(1)) || isSame(restA.slice(1), restB) || isSame(restA, restB.slice(1));
}

function countSame(a: readonly string[], b: readonly string[]): number {
  const first = a.findIndex((character, index) => character !== b[index]);
  return first < 0 ? a.length : first;
}
