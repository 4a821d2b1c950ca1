import type { Ready, ReadResult } from './read-catalogue';
import { isWarning, type Note, type Rejected } from './record';

/** A warning on one member of a record: it is kept only in the source, or cut. */
export interface Warning {
  readonly file: string;
  readonly line: number;
  readonly identifier: string;
  readonly path: string;
  readonly reason: string;
}

/** Counts how often a member was assumed, and the value if it was always the same. */
interface Assumption {
  readonly value: string | undefined;
  readonly count: number;
}

const shownWarnings = 100;

/** Counts what a reading did, record by record, in bounded memory. */
export class Summary {
  format = 'none';
  ready = 0;
  /** Set if a document could not be read to its end, so that what is missing is not gone. */
  isBroken = false;
  readonly rejected: Rejected[] = [];
  private outside = 0;
  private warned = 0;
  private readonly assumed = new Map<string, Assumption>();
  private readonly kinds = new Map<string, Map<string, number>>();
  private readonly warnings: Warning[] = [];

  add(result: ReadResult): void {
    if (result.kind === 'outside') this.outside += 1;
    else if (result.kind === 'rejected') {
      this.rejected.push(result.rejected);
      this.isBroken ||= result.isBroken;
    } else {
      if (this.format === 'none') this.format = result.format;
      this.ready += 1;
      this.addNotes(result.ready);
    }
  }

  /** Returns the counts for the user: assumptions by member, changes by kind and member, and the first warnings by line. */
  describe(): object {
    const { contact, implied, ...kinds } = Object.fromEntries([...this.kinds].map(([kind, counts]) => [kind, Object.fromEntries(counts)]));
    return {
      format: this.format,
      records: this.ready + this.rejected.length,
      assumptions: Object.fromEntries(this.assumed),
      ...(contact && { droppedContacts: contact, keepContactsWith: '--keep-contacts' }),
      ...(implied && { implied }),
      ...kinds,
      ...(this.outside > 0 && { outside: this.outside }),
      warned: this.warned,
      ...(this.warnings.length > 0 && { warnings: this.warnings }),
    };
  }

  private addNotes({ notes, file, line, identifier }: Ready): void {
    let isWarned = false;
    for (const note of notes) {
      this.count(note);
      if (!isWarning(note)) continue;
      isWarned = true;
      if (this.warnings.length < shownWarnings) this.warnings.push({ file, line, identifier, path: note.path, reason: note.reason ?? '' });
    }
    if (isWarned) this.warned += 1;
  }

  private count({ kind, path, reason }: Note): void {
    const member = path.replaceAll(/\.\d+(?=\.|$)/g, '');
    if (kind === 'assumed') {
      const before = this.assumed.get(member);
      this.assumed.set(member, { value: before && before.value !== reason ? undefined : reason, count: (before?.count ?? 0) + 1 });
      return;
    }
    const counts = this.kinds.get(kind) ?? new Map<string, number>();
    this.kinds.set(kind, counts.set(member, (counts.get(member) ?? 0) + 1));
  }
}
