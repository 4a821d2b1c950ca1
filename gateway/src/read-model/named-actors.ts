import { charter, keys, Session, type LanguageMap } from '@databund/model';
import type { Moment } from './evaluate-at';
import { chooseText } from './search/choose-language';

/** Names of participants at a moment, in the languages of a caller, each read once. */
export class NamedActors {
  private readonly known = new Map<string, Promise<LanguageMap | undefined>>();
  private readonly session: Session;

  constructor(
    { store, time }: Moment,
    private readonly languages: readonly string[],
  ) {
    this.session = new Session(store, charter, time);
  }

  /** Returns an actor with its name; administrators, and those that the exchange does not know, have none. */
  async describe(id: string): Promise<{ id: string; name?: string }> {
    const read = this.known.get(id) ?? this.session.find(keys.participant(id)).then((record) => record?.name);
    this.known.set(id, read);
    const name = await read;
    return { id, ...(name && { name: chooseText(name, this.languages).text }) };
  }
}
