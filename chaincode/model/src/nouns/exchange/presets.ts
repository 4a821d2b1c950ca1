import { Type, type Static } from '@sinclair/typebox';
import { Closed, PageOf, Revision, pageInput, type Page } from '../../kernel/forms';
import { all, keys } from '../../kernel/keys';
import { readPage } from '../../kernel/page';
import { shown, type Recorded } from '../../kernel/record';
import { stale } from '../../kernel/revision';
import { declareEvaluate, declareSubmit } from '../../kernel/transaction';
import { Preset, PresetView, type PresetRecord } from './sector-presets';

/** Says what a sector asks of its listings: a new sector, or a known one anew. Listings that were submitted are not touched. */
export const SetPreset = declareSubmit<Recorded<PresetRecord> | undefined>()({
  name: 'SetPreset',
  noun: 'exchange',
  verb: 'setPreset',
  summary: 'Says what a sector asks of its listings: a new sector, or, with its revision, a known one anew.',
  address: [],
  input: Closed({ ...Preset.properties, revision: Type.Optional(Revision) }),
  output: PresetView,
  see: (reader, { sector }) => reader.find(keys.preset(sector)),
  relate: () => [],
  checks: {
    NOT_PERMITTED: ({ is }) => (is.has('operator') ? undefined : { by: ['operator'] }),
    REVISION_CONFLICT: ({ seen, command }) => (seen ? stale(seen, command.revision ?? 0) : undefined),
  },
  effect: ({ command: { sector, title, requires } }) => ({
    puts: [{ key: keys.preset(sector), action: 'setPreset', value: { sector, title, requires, state: 'SET' as const } }],
    events: [{ type: 'PresetSet', sector }],
  }),
  answer: ({ seen }) => view(seen as Recorded<PresetRecord>),
  emits: ['PresetSet'],
});

/** The sectors, and what each asks of its listings. */
export const ListPresets = declareEvaluate<Page<Recorded<PresetRecord>>>()({
  name: 'ListPresets',
  noun: 'exchange',
  verb: 'presets',
  summary: 'The sectors, and what each asks of its listings.',
  address: [],
  input: Closed(pageInput),
  output: PageOf(PresetView),
  see: (ledger, page) => readPage(ledger, all('preset'), page, (sector) => ledger.find(keys.preset(sector))),
  relate: () => [],
  checks: {},
  answer: ({ seen }) => ({ ...seen, items: seen.items.map(view) }),
});

function view(record: Recorded<PresetRecord>): Static<typeof PresetView> {
  const { sector, title, requires } = record;
  return { sector, title, requires, ...shown(record) };
}
