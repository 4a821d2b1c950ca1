import type { Static, TSchema } from '@sinclair/typebox';
import { parse } from '../http/validation';
import type { Ledger, LedgerCall } from './ledger';

/** Reads from the ledger, and checks the members of the answer that the gateway relies on. @throws ExchangeError */
export async function readAnswer<S extends TSchema>(ledger: Ledger, call: LedgerCall, form: S): Promise<Static<S>> {
  return parse(form, await ledger.evaluate(call));
}
