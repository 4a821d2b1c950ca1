import { optionalReason, optionalWitness, declareTransition } from '../../kernel/transition';
import { authorisation } from './authorisation';

export const WithdrawAuthorisation = declareTransition(authorisation, {
  name: 'WithdrawAuthorisation',
  action: 'withdraw',
  summary: 'Withdraws a request before it is granted, as the buyer.',
  event: 'AuthorisationWithdrawn',
  input: optionalReason,
  readErrors: ['EXCHANGE_NOT_FOUNDED'],
});

export const SurrenderAuthorisation = declareTransition(authorisation, {
  name: 'SurrenderAuthorisation',
  action: 'surrender',
  summary: 'Surrenders a granted use for good, as the buyer.',
  event: 'AuthorisationSurrendered',
  input: { ...optionalReason, ...optionalWitness },
  isWitnessed: () => true,
  readErrors: ['EXCHANGE_NOT_FOUNDED'],
});
