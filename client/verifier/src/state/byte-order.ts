/** Compares texts by their UTF-8 bytes, as Fabric sorts keys. JavaScript compares UTF-16 units, which differs for astral characters. */
export function compareByBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return rankUnit(one) - rankUnit(other);
  }
  return a.length - b.length;
}

/** Ranks surrogates above all other units, because they stand for higher code points. */
function rankUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
