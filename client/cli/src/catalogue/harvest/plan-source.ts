import { hashJson, makeImportId } from '@databund/model';
import type { Databund } from '@databund/client';
import { listDifferences, normalise } from '../compare-content';
import { readRecords, type ReadOptions, type Ready } from '../read-catalogue';
import type { Report } from '../report';
import { Summary } from '../summary';
import type { Source } from './source-file';
import type { SourceState } from './source-state';

/** A change that a run would make to one record, or made. */
export interface PlannedChange {
  readonly identifier: string;
  readonly id: string;
  /** The members that differ. */
  readonly members?: readonly string[];
  readonly state?: string;
}

/** The difference between a source and the ledger. */
export interface Plan {
  readonly summary: Summary;
  readonly created: readonly PlannedChange[];
  readonly changed: readonly PlannedChange[];
  readonly returned: readonly PlannedChange[];
  readonly gone: readonly PlannedChange[];
  /** Records whose listing has their content, but was not submitted or published before an interruption. */
  readonly unfinished: readonly PlannedChange[];
  readonly same: number;
  /** Set if the source could not be read to its end, or changed while it was read, so that what is missing is not gone. */
  readonly isGoneUnknown: boolean;
}

/** Everything that a plan needs. */
export interface PlanContext {
  readonly databund: Databund;
  readonly provider: string;
  readonly source: Source;
  readonly files: readonly string[];
  readonly reading: ReadOptions;
  readonly state: SourceState;
  readonly report: Report;
  readonly onRecord?: (count: number) => void;
  /** Set if listings are to be published, so that one under review is unfinished. */
  readonly isPublished?: boolean;
  /** Set if the source has several pages, and if it changed while they were fetched. */
  readonly isPaged?: boolean;
  readonly isShifted?: boolean | undefined;
}

interface Row {
  readonly version: number;
  readonly state: string;
  /** The transition by which it got its state. */
  readonly action: string;
}

/** Compares a source with the listings of its provider, record by record, and sends nothing. @throws DatabundError */
export async function planSource(context: PlanContext): Promise<Plan> {
  const { databund, provider } = context;
  const rows = new Map<string, Row>();
  for await (const { id, version, state, change } of databund.pages(databund.listing.list, { provider, limit: 200 }))
    rows.set(id, { version, state, action: change.action });
  const planner = new Planner(context, rows);
  for await (const result of readRecords(context.files, context.reading)) {
    planner.summary.add(result);
    if (result.kind === 'ready') await planner.compare(result.ready);
    else if (result.kind === 'rejected') planner.keep(result.rejected.identifier);
    if (result.kind === 'rejected') context.report.writeRejected(result.rejected);
    if (result.kind === 'outside') context.report.writeOutside(result.outside);
    context.onRecord?.(planner.summary.ready);
  }
  return planner.finish();
}

/** Sorts the records of a source into those that are new, changed, returned, gone and the same. */
class Planner {
  readonly summary = new Summary();
  private readonly created: PlannedChange[] = [];
  private readonly changed: PlannedChange[] = [];
  private readonly returned: PlannedChange[] = [];
  private readonly unfinished: PlannedChange[] = [];
  private readonly seen = new Set<string>();
  private same = 0;

  constructor(
    private readonly context: PlanContext,
    private readonly rows: ReadonlyMap<string, Row>,
  ) {}

  /** Keeps the listing of a record that is refused today: it is not gone. */
  keep(identifier: string): void {
    if (identifier !== '') this.seen.add(this.makeId(identifier));
  }

  async compare({ identifier, content, file, line, notes }: Ready): Promise<void> {
    const id = this.makeId(identifier);
    this.seen.add(id);
    const row = this.rows.get(id);
    const write = (outcome: string) => this.context.report.write({ outcome, identifier, id, file, line, notes });
    if (!row) {
      this.created.push({ identifier, id });
      write('create');
    } else if (row.state === 'DELISTED' || row.state === 'REJECTED') {
      this.returned.push({ identifier, id, state: row.state });
      write('return');
    } else {
      const members = await this.findDifferences(id, row, { identifier, content });
      if (members.length > 0) this.changed.push({ identifier, id, members, state: row.state });
      else if (this.isUnfinished(row)) this.unfinished.push({ identifier, id, state: row.state });
      else this.same += 1;
      write(members.length > 0 ? 'change' : this.isUnfinished(row) ? 'continue' : 'same');
    }
  }

  /** Returns whether an earlier run stopped half-way. A draft that its reviewer sent back waits for a person. */
  private isUnfinished({ state, action }: Row): boolean {
    if (state === 'DRAFT') return action !== 'requestChanges';
    return this.context.isPublished === true && state === 'IN_REVIEW';
  }

  /** Returns whether a record may be missing between two pages, as when another one came twice. */
  private isShifted(): boolean {
    const isTwice = this.summary.rejected.some(({ code }) => code === 'IDENTIFIER_REPEATED');
    return this.context.isShifted === true || (this.context.isPaged === true && isTwice);
  }

  /** Returns the plan, with the listings of this source whose records are gone. Of a source that could not be read to its end, none is. */
  async finish(): Promise<Plan> {
    const gone: PlannedChange[] = [];
    const isGoneUnknown = this.summary.isBroken || this.isShifted();
    if (!isGoneUnknown)
      for (const [id, row] of this.rows) {
        if (this.seen.has(id) || row.state === 'DELISTED' || row.state === 'REJECTED') continue;
        const identifier = await this.findIdentifier(id, row);
        if (identifier !== undefined) gone.push({ identifier, id, state: row.state });
      }
    const { summary, created, changed, returned, unfinished, same } = this;
    return { summary, created, changed, returned, unfinished, gone, same, isGoneUnknown };
  }

  private async findDifferences(
    id: string,
    { version }: Row,
    { identifier, content }: Pick<Ready, 'identifier' | 'content'>,
  ): Promise<readonly string[]> {
    const { state, databund } = this.context;
    const hash = hashJson(normalise(content)).value;
    if (state.find(id, version)?.hash === hash) return [];
    const listed = (await databund.listing.get({ id, version })).content;
    const members = listDifferences(listed, content);
    if (members.length === 0) state.set({ id, version, identifier, hash });
    return members;
  }

  /** Returns the identifier of a listing whose record is of this source: its id is made from provider, source and identifier. */
  private async findIdentifier(id: string, { version }: Row): Promise<string | undefined> {
    const { state, databund } = this.context;
    const known = state.find(id, version);
    if (known) return known.identifier;
    const { identifier } = (await databund.listing.get({ id, version })).content;
    const isOurs = identifier !== undefined && this.makeId(identifier) === id;
    state.set({ id, version, ...(isOurs && { identifier }) });
    return isOurs ? identifier : undefined;
  }

  private makeId(identifier: string): string {
    return makeImportId(this.context.provider, this.context.source.name, identifier);
  }
}
