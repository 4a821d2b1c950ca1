/** Names of participants and titles of listings, by their ids. */
export type Names = Readonly<Record<string, string>>;

/** Replaces control characters and direction overrides, so that the texts of others cannot change the terminal. */
export function escapeControls(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '�');
}

/** The number of characters of an id beside its name: enough to type it. */
const shortId = 12;

/** Returns the text of a cell. An id with a known name is shortened, unless it is that of the row. */
export function formatCell(column: string, value: unknown, known: Names): string {
  const text = formatValue(value).replaceAll('\n', ' · ');
  const name = known[text];
  return name === undefined || column === 'id' ? text : `${text.slice(0, shortId)} ${escapeControls(name)}`;
}

/** Adds the name behind an id. */
export function addName(text: string, known: Names = {}): string {
  const name = known[text];
  return name === undefined ? text : `${text}  ${escapeControls(name)}`;
}

/** Returns whether a cell can show a value: text, number, texts by language, hash, list of texts, or list of objects by its length. */
export function isShort(value: unknown): boolean {
  if (typeof value !== 'object') return value !== undefined;
  return (
    value !== null &&
    (isLanguageMap(value) || isHash(value) || isReason(value) || isNamed(value) || isListOfTexts(value) || isListOfObjects(value))
  );
}

/** Returns the text of a value, as a cell or the row of a member shows it. */
export function formatValue(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeControls(value);
  return typeof value === 'object' && value !== null ? formatObject(value) : JSON.stringify(value);
}

function formatObject(value: object): string {
  if (isHash(value)) return escapeControls(value.alg === 'sha-256' ? value.value : `${value.alg}:${value.value}`);
  if (isListOfTexts(value)) return escapeControls(value.join(', '));
  if (isNamed(value)) return formatNamed(value);
  if (isReason(value)) return escapeControls([value.code, value.text ?? value.hash?.value ?? ''].join(' ').trim());
  if (!isLanguageMap(value)) return escapeControls(JSON.stringify(value));
  const texts = Object.entries(value).map(([tag, text]) => `${text} (${tag})`);
  return escapeControls(texts.join('\n'));
}

/** Returns whether a value is an object whose members have rows of their own. */
export function isInner(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isHash(value) && !isListOfTexts(value) && !isReason(value);
}

function isHash(value: object): value is { readonly alg: string; readonly value: string } {
  return 'alg' in value && 'value' in value && typeof value.value === 'string';
}

function formatNamed({ id, name }: { readonly id: string; readonly name?: string }): string {
  return escapeControls(name === undefined ? id : `${id.slice(0, shortId)} ${name}`);
}

/** Returns whether a value is somebody who acted: an id, and the name if there is one. */
function isNamed(value: object): value is { readonly id: string; readonly name?: string } {
  const { id, name, ...rest }: { readonly id?: unknown; readonly name?: unknown } = value;
  return typeof id === 'string' && (typeof name === 'string' || id.startsWith('ptc-')) && Object.keys(rest).length === 0;
}

const reasonMembers: readonly string[] = ['code', 'hash', 'text'];

/** Returns whether a value is a reason: a code, the hash of the words, and the words if they were read. */
function isReason(value: object): value is { readonly code: string; readonly hash?: { readonly value: string }; readonly text?: string } {
  return 'code' in value && typeof value.code === 'string' && Object.keys(value).every((name) => reasonMembers.includes(name));
}

function isLanguageMap(value: object): value is Readonly<Record<string, string>> {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  return entries.length > 0 && entries.every(([tag, text]) => /^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(tag) && typeof text === 'string');
}

function isListOfTexts(value: object): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Returns whether a value is a list of objects, which has a table of its own. */
export function isListOfObjects(value: unknown): value is readonly object[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
  );
}
