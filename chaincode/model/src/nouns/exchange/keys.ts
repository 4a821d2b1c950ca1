import { makeKey } from '../../kernel/key';
import type { ChangeProposal, Exchange, OrganisationRecord } from './records';
import type { PresetRecord } from './sector-presets';

/** The keys of the exchange, its organisations and its sectors. */
export const exchangeKeys = {
  exchange: () => makeKey<Exchange>('exchange'),
  preset: (sector: string) => makeKey<PresetRecord>('preset', sector),
  proposal: () => makeKey<ChangeProposal>('exchange-proposal'),
  organisation: (mspId: string) => makeKey<OrganisationRecord>('organisation', mspId),
} as const;

/** The prefix of all presets. */
export const listPresetKeys = () => makeKey('preset');
