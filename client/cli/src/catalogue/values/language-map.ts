import type { LanguageMap } from '@databund/model';
import { getOwn, isObject } from '../fields';
import type { Members } from '../members';
import { RecordError } from '../record-error';
import { parseLanguageTag } from './language-tag';
import { escapeDirections, readText } from './text';

interface Tagged {
  readonly tag: string;
  readonly text: string;
  /** Set if the source writes the language in another way, or in one that is unknown. */
  readonly isOtherwise?: boolean;
}

/** The form of a text in several languages: the most characters of each, and whether it has one line. */
export interface TextForm {
  readonly limit: number;
  readonly isLine: boolean;
  /** The most bytes of each in UTF-8. */
  readonly limitBytes?: number | undefined;
  /** The tags that a source writes in a way of its own. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Takes the texts of a member in all their languages. The first text of a language is listed; others, and the rest of a cut text, stay. */
export function takeTexts(members: Members, name: string, form: TextForm): LanguageMap | undefined {
  const value = members.value[name];
  const texts = new Map<string, string>();
  const otherwise: boolean[] = [];
  const add = (read: unknown): readonly string[] | undefined => {
    const tagged = readTagged(read, members.options.language, form);
    const added = tagged.flatMap(({ tag, text }) => addText(texts, tag, text));
    if (added.length > 0) otherwise.push(...tagged.map((each) => each.isOtherwise === true));
    return added.length > 0 ? added : undefined;
  };
  if (typeof value === 'number' || typeof value === 'boolean') members.note('changed', [name], 'is not text');
  if (Array.isArray(value)) members.takeEach(name, add);
  else members.take(name, add);
  if (otherwise.includes(true)) {
    members.note('changed', [name], 'has a language tag in another form');
    members.retain([name]);
  }
  for (const [tag, text] of texts) {
    const cut = cutText(text, form);
    if (cut === text) continue;
    texts.set(tag, cut);
    members.keep([name], `has ${String(text.length)} characters, and the first ${String(cut.length)} are listed`);
  }
  return texts.size > 0 ? Object.fromEntries(texts) : undefined;
}

function addText(texts: Map<string, string>, tag: string, text: string): readonly string[] {
  if (texts.has(tag)) throw new RecordError('MEMBER_REPEATED', `has a second text in the language ${tag}`);
  if (texts.size >= 32) throw new RecordError('LIMIT_EXCEEDED', 'has texts in more than 32 languages');
  texts.set(tag, text);
  return [text];
}

/** Reads a text, a text with its language (JSON-LD), or an object from language to text. @throws RecordError MEMBER_INVALID */
function readTagged(value: unknown, language: string, form: TextForm): readonly Tagged[] {
  if (!isObject(value)) return makeTagged(value, language, form);
  if ('@value' in value) {
    const { '@language': written } = value;
    const tag = readTag(written, form.tags);
    const isOtherwise = written !== undefined && written !== '' && tag !== written;
    return makeTagged(value['@value'], tag ?? language, form).map((each) => ({ ...each, isOtherwise }));
  }
  const texts = Object.entries(value).flatMap(([name, text]) => {
    const tag = readTag(name, form.tags);
    const isOtherwise = tag !== name && getOwn(form.tags, name) === undefined;
    return tag === undefined ? [] : makeTagged(text, tag, form).map((each) => ({ ...each, isOtherwise }));
  });
  if (texts.length === 0) throw new RecordError('MEMBER_INVALID', 'is not text');
  return texts;
}

function readTag(tag: unknown, own: TextForm['tags'] = {}): string | undefined {
  return typeof tag === 'string' ? (getOwn(own, tag) ?? parseLanguageTag(tag)) : undefined;
}

function makeTagged(value: unknown, tag: string, { isLine }: TextForm): readonly Tagged[] {
  const text = readText(value);
  return text === undefined ? [] : [{ tag, text: isLine ? escapeDirections(text.replaceAll(/\s*[\r\n\t\u2028\u2029]+\s*/g, ' ')) : text }];
}

/** Cuts a text between words, within its limits. */
function cutText(text: string, { limit, limitBytes = Infinity }: TextForm): string {
  if (text.length <= limit && Buffer.byteLength(text) <= limitBytes) return text;
  let head = text.slice(0, limit - 1);
  for (let over = Buffer.byteLength(head) + 3 - limitBytes; over > 0; over = Buffer.byteLength(head) + 3 - limitBytes)
    head = head.slice(0, Math.max(0, head.length - Math.ceil(over / 3)));
  return `${head.replace(/(?:\s+\S*|[\ud800-\udbff])$/, '') || head}…`;
}
