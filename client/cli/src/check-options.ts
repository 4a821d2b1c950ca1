import { isWebAddress } from '@databund/client';
import { listErrors, transactions } from '@databund/model';
import { UsageError } from './usage-error';

/** Rejects a text that is not a participant's id. @throws UsageError OPTION_INVALID */
export function requireParticipantId(option: string, text: string): void {
  if (listErrors(transactions.GetParticipant.input, { id: text }).length > 0)
    throw new UsageError('OPTION_INVALID', `${option} must be a participant's id, ptc- and 26 characters: ${JSON.stringify(text)}`);
}

/** Rejects a text that is not the address of a gateway. @throws UsageError OPTION_INVALID */
export function requireWebAddress(option: string, text: string): void {
  if (!isWebAddress(text))
    throw new UsageError('OPTION_INVALID', `${option} must be an address such as http://127.0.0.1:3000: ${JSON.stringify(text)}`);
}
