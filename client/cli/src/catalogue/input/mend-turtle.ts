import type { OutsideRecord } from '../record';
import { parseLanguageTag } from '../values/language-tag';
import { encodeIri, isIllegal, isTag } from './mend-rdf';
import { countLines } from './read-text';

const tag = String.raw`(@[\w-]+)?`;
const longText = String.raw`("""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*"""|'''[^'\\]*(?:(?:\\[\s\S]|'(?!''))[^'\\]*)*''')${tag}`;
const shortText = String.raw`("[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*')${tag}`;
/** Texts in one or three quotes, the begin of a text that does not end here, addresses and comments. */
const token = new RegExp(String.raw`${longText}|("""|''')|${shortText}|<([^<>\n]*)>|#[^\n]*`, 'g');
/** The longest text whose end is looked for; a longer one passes as it is. */
const maxText = 4 * 1024 * 1024;

/**
 * Escapes addresses in Turtle, TriG or N-Triples, and brings language tags to their form, or leaves them out, because parsers stop at
 * them. Hands over the values as they were.
 */
export async function* mendTurtle(chunks: AsyncIterable<string>, onMended: (outside: OutsideRecord) => void): AsyncGenerator<string> {
  let rest = '';
  let line = 1;
  for await (const chunk of chunks) {
    if (!chunk.includes('\n')) {
      rest += chunk;
      continue;
    }
    const text = rest + chunk;
    // Only a text in three quotes can go on behind the end of a line.
    const lines = text.slice(0, text.lastIndexOf('\n') + 1);
    const { mended, end } = mendLines(lines, line, onMended);
    const taken = end < lines.length && text.length - end > maxText ? text.length : end;
    yield taken > end ? mended + text.slice(end) : mended;
    line += countLines(text.slice(0, taken));
    rest = text.slice(taken);
  }
  const { mended, end } = mendLines(rest, line, onMended);
  yield mended + rest.slice(end);
}

/** Mends whole lines up to a text that does not end in them. */
function mendLines(
  text: string,
  firstLine: number,
  onMended: (outside: OutsideRecord) => void,
): { readonly mended: string; readonly end: number } {
  const parts: string[] = [];
  let [end, line, counted] = [0, firstLine, 0];
  for (const match of text.matchAll(token)) {
    const [whole, long, longTag, open, short, shortTag, iri] = match;
    if (open !== undefined) return { mended: parts.join('') + text.slice(end, match.index), end: match.index };
    const mended = mendIri(iri) ?? mendTag(long ?? short, longTag ?? shortTag);
    if (mended === undefined) continue;
    line += countLines(text.slice(counted, match.index));
    counted = match.index;
    onMended({ ...mended.outside, line });
    parts.push(text.slice(end, match.index), mended.text);
    end = match.index + whole.length;
  }
  return { mended: parts.join('') + text.slice(end), end: text.length };
}

interface MendedToken {
  readonly text: string;
  readonly outside: Omit<OutsideRecord, 'line'>;
}

function mendIri(iri: string | undefined): MendedToken | undefined {
  if (iri === undefined || !isIllegal(iri.replaceAll(/\\[uU][0-9A-Fa-f]{4,8}/g, ''))) return undefined;
  return { text: `<${encodeIri(iri)}>`, outside: { path: 'address', value: iri } };
}

function mendTag(text: string | undefined, written: string | undefined): MendedToken | undefined {
  if (text === undefined || written === undefined || isTag(written.slice(1))) return undefined;
  const known = parseLanguageTag(written.slice(1));
  return { text: known === undefined ? text : `${text}@${known}`, outside: { path: 'language tag', value: written } };
}
