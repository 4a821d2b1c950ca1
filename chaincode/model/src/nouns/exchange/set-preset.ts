import { Type, type Static } from '@sinclair/typebox';
import { checkRevision } from '../../kernel/check-revision';
import { declareEvaluate, declareSubmit } from '../../kernel/declare';
import { Closed, PageOf, Revision, pageInput, type Page } from '../../kernel/forms';
import { readPage } from '../../kernel/page';
import { expectWritten } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { listPresetKeys, exchangeKeys } from './keys';
import { Preset, PresetView, type PresetRecord } from './sector-presets';

/** Sets the fields that a sector requires. Listings that were submitted are not affected. */
export const SetPreset = declareSubmit<Recorded<PresetRecord> | undefined>()({
  name: 'SetPreset',
  noun: 'exchange',
  verb: 'setPreset',
  summary: 'Sets the fields that a sector requires of its listings: of a new sector, or with its revision of an existing one.',
  address: [],
  input: Closed({ ...Preset.properties, revision: Type.Optional(Revision) }),
  output: PresetView,
  read: (reader, { sector }) => reader.find(exchangeKeys.preset(sector)),
  checks: {
    NOT_PERMITTED: ({ actors }) => (actors.has('operator') ? undefined : { by: ['operator'] }),
    REVISION_CONFLICT: ({ facts, command }) => (facts ? checkRevision(facts, command.revision ?? 0) : undefined),
  },
  effect: ({ command: { sector, title, requires } }) => ({
    puts: [{ key: exchangeKeys.preset(sector), action: 'setPreset', value: { sector, title, requires, state: 'SET' as const } }],
    events: [{ type: 'PresetSet', sector }],
  }),
  answer: ({ facts }) => viewPreset(expectWritten(facts)),
  emits: ['PresetSet'],
});

export const ListPresets = declareEvaluate<Page<Recorded<PresetRecord>>>()({
  name: 'ListPresets',
  noun: 'exchange',
  verb: 'presets',
  summary: 'Lists the sectors and the fields that each requires of its listings.',
  address: [],
  input: Closed(pageInput),
  output: PageOf(PresetView),
  readErrors: ['CURSOR_INVALID'],
  read: (ledger, page) => readPage(ledger, listPresetKeys(), page, (sector) => ledger.find(exchangeKeys.preset(sector))),
  answer: ({ facts }) => ({ ...facts, items: facts.items.map(viewPreset) }),
});

function viewPreset(record: Recorded<PresetRecord>): Static<typeof PresetView> {
  const { sector, title, requires } = record;
  return { sector, title, requires, ...showChange(record) };
}
