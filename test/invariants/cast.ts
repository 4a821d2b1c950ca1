import type { Role } from '@databund/model';

/** The participants of a run by role, as ids. */
export interface Cast {
  readonly providers: readonly string[];
  /** Participants that are both providers and buyers. */
  readonly traders: readonly string[];
  readonly buyers: readonly string[];
  readonly operators: readonly string[];
  readonly authority: string;
  readonly assessors: readonly string[];
  readonly arbiters: readonly string[];
  readonly auditor: string;
}

/** Makes a participant of an organisation with these roles, and returns its id. */
export type MakeParticipant = (mspId: string, ...roles: readonly Role[]) => string;

/** Makes the participants of a run. */
export function makeCast(make: MakeParticipant): Cast {
  const makeSome = (count: number, mspId: string, ...roles: readonly Role[]) => Array.from({ length: count }, () => make(mspId, ...roles));
  return {
    operators: makeSome(2, 'ExchangeMSP', 'operator'),
    authority: make('RegulatorMSP', 'authority'),
    providers: makeSome(8, 'ProviderMSP', 'provider'),
    traders: makeSome(2, 'ProviderMSP', 'provider', 'buyer'),
    buyers: makeSome(12, 'BuyerMSP', 'buyer'),
    assessors: makeSome(2, 'RegulatorMSP', 'assessor'),
    arbiters: makeSome(3, 'RegulatorMSP', 'arbiter'),
    auditor: make('RegulatorMSP', 'auditor'),
  };
}
