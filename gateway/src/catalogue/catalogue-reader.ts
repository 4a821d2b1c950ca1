import type { Request } from 'express';
import type { AnyEvaluate } from '@databund/model';
import type { Authenticate } from '../http/authentication';
import { isVisitor } from '../http/visitors';
import type { Ledger } from '../ledger/ledger';
import { countTurned } from '../read-model/objects/find-objects';
import { Reads, type FollowedModel } from '../read-model/reads';

/** Reads a catalogue as a participant, or as a visitor who sees what everybody may see. */
export interface CatalogueReader {
  /** Differs for readers who may see different listings. */
  readonly name: string;
  read(transaction: AnyEvaluate, command: object): Promise<unknown>;
  /** Returns what changes with every block, and when something changes by time alone. */
  readMoment(): Promise<readonly number[]>;
}

/** The parts of the gateway that a reader needs. */
export interface ReaderContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly followed?: FollowedModel | undefined;
}

/** Opens the reader of a request. Visitors read from the blocks, so a gateway that follows none requires a token. @throws TOKEN_MISSING */
export async function openReader({ ledger, authenticate, followed }: ReaderContext, request: Request): Promise<CatalogueReader> {
  if (!followed || !isVisitor(request)) {
    const as = await authenticate(request);
    return {
      name: as.participantId,
      read: (transaction, command) => ledger.evaluate({ transaction, command, as }),
      readMoment: async () => [await ledger.readHeight(as), ...(followed ? [await countTurned(followed.model.store)] : [])],
    };
  }
  const reads = new Reads(ledger, followed);
  return {
    name: '',
    read: async (transaction, command) => (await reads.evaluateAsVisitor(transaction, command)).answer,
    readMoment: async () => {
      const { height, store } = await reads.openModel({});
      return [height, await countTurned(store)];
    },
  };
}
