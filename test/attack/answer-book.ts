import { ExchangeError, hashBytes, invoke, toCanonicalJson, toInstant, type Hash, type Identity } from '@databund/model';
import { namePrivate, type Changed, type LedgerCopy } from './ledger-copy';
import { NotingStore } from './note-reads';
import { findAsker, listQuestions, nameQuestion, type Question } from './questions';
import type { Person } from '../support/memory-world';

/** An answer, and everything of the state that it depends on. */
interface Answer {
  readonly text: string;
  readonly keys: ReadonlySet<string>;
  readonly prefixes: readonly string[];
  /** Milliseconds since 1970: the time of the call. */
  readonly atMs: number;
}

/** The longest time for which an answer is compared with later ones. It is well below the time by which a statement may be ahead. */
const freshMs = 60_000;

/** A question with its answer on a ledger with forgeries. */
export interface Compared {
  readonly question: Question;
  readonly text: string;
  /** True if the ledger without forgeries answers otherwise. */
  readonly isDifferent: boolean;
}

/** Names the exchange that is asked. */
export interface AskOptions {
  readonly founding: Hash;
  /** Returns what a participant's certificate says. */
  identify(person: Person): Promise<Identity>;
}

/** The answers to every get, list, history and flow on a ledger. An answer is computed again only if the state that it read changes. */
export class AnswerBook {
  private readonly answers = new Map<string, { readonly question: Question; answer: Answer | undefined }>();
  private knownKeys = new Set<string>();
  private stale: Changed[] = [];

  constructor(
    private readonly ledger: LedgerCopy,
    private readonly options: AskOptions,
  ) {}

  /** Notes that the ledger changed. */
  note(changed: readonly Changed[]): void {
    this.stale.push(...changed);
  }

  /** Asks a ledger with forgeries every question that the forgeries can touch. */
  async compare(forged: LedgerCopy): Promise<readonly Compared[]> {
    await this.refresh();
    const changed = forged.listChanged();
    const added = changed.flatMap(({ part, key, before }) => (part === 'values' && before === undefined ? [key] : []));
    const asked = [...this.answers.values()].filter(({ answer }) => answer && isBasedOn(answer, changed)).map(({ question }) => question);
    const compared: Compared[] = [];
    for (const question of [...asked, ...this.listNew(added)]) {
      const honest = await this.askHonest(question);
      // Both have the same time, so that only the state decides.
      const { text } = await this.ask(question, forged, honest.atMs);
      compared.push({ question, text, isDifferent: text !== honest.text });
    }
    return compared;
  }

  private async askHonest(question: Question): Promise<Answer> {
    const entry = this.answers.get(nameQuestion(question));
    if (entry?.answer && Date.now() - entry.answer.atMs < freshMs) return entry.answer;
    const answer = await this.ask(question, this.ledger);
    if (entry) entry.answer = answer;
    return answer;
  }

  /** Lists the questions about objects that only a forgery names. */
  private listNew(added: readonly string[]): readonly Question[] {
    return added.length === 0 ? [] : listQuestions(added).filter((question) => !this.answers.has(nameQuestion(question)));
  }

  private async refresh(): Promise<void> {
    const keys = this.ledger.listKeys();
    if (keys.size !== this.knownKeys.size)
      for (const question of listQuestions(keys)) {
        const name = nameQuestion(question);
        if (!this.answers.has(name)) this.answers.set(name, { question, answer: undefined });
      }
    this.knownKeys = keys;
    for (const entry of this.answers.values())
      if (!entry.answer || isBasedOn(entry.answer, this.stale)) entry.answer = await this.ask(entry.question, this.ledger);
    this.stale = [];
  }

  private async ask(question: Question, ledger: LedgerCopy, atMs = Date.now()): Promise<Answer> {
    const asker = findAsker(question);
    const noting = new NotingStore(ledger);
    const text = await invoke(question.declaration, noting, {
      identity: await this.options.identify(asker),
      txId: '0'.repeat(64),
      time: toInstant(atMs),
      input: toCanonicalJson(question.input),
      agreedFounding: this.options.founding,
    }).then(
      ({ answer }) => toCanonicalJson(answer),
      (error: unknown) => {
        if (error instanceof ExchangeError) return describeRefusal(error);
        throw error;
      },
    );
    const hashed = noting.hashReads.map(({ collection, key }) => namePrivate(collection, hashBytes(key).value));
    return { text, keys: new Set([...noting.reads, ...hashed]), prefixes: noting.prefixes, atMs };
  }
}

/** Returns the answer to a question that is refused. */
export function describeRefusal({ code, details }: ExchangeError): string {
  return `${code} ${toCanonicalJson(details)}`;
}

function isBasedOn({ keys, prefixes }: Answer, changed: readonly Changed[]): boolean {
  return changed.some(({ part, key }) => {
    if (part === 'hashes') return keys.has(key);
    return part === 'values' && (keys.has(key) || prefixes.some((prefix) => key.startsWith(prefix)));
  });
}
