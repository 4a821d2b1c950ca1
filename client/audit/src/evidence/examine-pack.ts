import { createHash } from 'node:crypto';
import { SelectionVerifier, type PinnedRoots, type SelectedTransaction } from '@databund/ledger-verifier';
import { describeError } from '../audit-error';
import { decodeText } from '../bytes';
import { listPublicWrites } from '../exchange-chaincode';
import { deriveClaims, formatPlace } from './derive-claims';
import type { EvidenceProblem } from './evidence-problem';
import { parsePlace, type Claim, type Manifest } from './manifest';
import type { Entries } from './pack-file';
import { listPartiesOf } from './parties';
import { listBlocks, readBlocks } from './read-blocks';
import { readCheckpoint } from './read-checkpoint';

/** The claims that the bytes of a pack make, and the problems in them. */
export interface Examined {
  readonly selected: readonly SelectedTransaction[];
  readonly claims: readonly Claim[];
  readonly problems: readonly EvidenceProblem[];
  /** Organisations that signed checkpoint and list; none for packs of kind blocks. */
  readonly cosigners: readonly string[];
  /** Organisations that the ledger names as the parties. */
  readonly parties: readonly string[];
  readonly verifier: SelectionVerifier;
}

/** Examines the entries of a pack, and derives its claims from them alone. */
export function examinePack(manifest: Omit<Manifest, 'entries' | 'claims'>, entries: Entries, pinnedRoots?: PinnedRoots): Examined {
  const problems: EvidenceProblem[] = [];
  const verifier = new SelectionVerifier(pinnedRoots);
  const { kind, transactions, chaincode, height } = manifest;
  let selected: readonly SelectedTransaction[] = [];
  let parties: readonly string[] = [];
  let signed: Pick<Examined, 'claims' | 'problems' | 'cosigners'> = {
    claims: [{ claim: 'nothing-later', height, by: [] }],
    problems: [],
    cosigners: [],
  };
  try {
    selected =
      kind === 'blocks'
        ? readBlocks(entries, transactions, { verifier, problems })
        : listBlocks(transactions).flatMap((number) => verifier.verify(number, listEnvelopes(entries, transactions, number)));
    parties = listPartiesOf(selected, manifest);
    if (kind === 'checkpoint') signed = readCheckpoint(entries, { ...manifest, parties }, verifier);
  } catch (error) {
    problems.push({ code: 'TRANSACTION_UNREADABLE', details: describeError(error) });
  }
  const claims = [...deriveClaims(selected, chaincode), ...readOpened({ selected, entries, chaincode, problems })];
  return {
    selected,
    claims: [...claims, ...readTimestamps(manifest, entries, problems), ...signed.claims],
    problems: [...problems, ...signed.problems, ...listLedgerProblems(verifier, manifest)],
    cosigners: signed.cosigners,
    parties,
    verifier,
  };
}

function listEnvelopes(entries: Entries, transactions: Manifest['transactions'], number: number) {
  return transactions
    .filter(({ at }) => parsePlace(at).block === number)
    .map(({ at }) => ({ index: parsePlace(at).index, envelope: entries.get(`envelope/${at}`) ?? new Uint8Array() }));
}

/** Places what the verification of the transactions found in the entries of the pack. */
function listLedgerProblems(
  { findings }: SelectionVerifier,
  { kind, transactions }: Pick<Manifest, 'kind' | 'transactions'>,
): readonly EvidenceProblem[] {
  return findings.problems.map(({ code, block, transaction, key, details }) => {
    const found = transactions.find(({ at, id }) => parsePlace(at).block === block && (transaction === undefined || id === transaction));
    const entry = kind === 'blocks' ? `block/${String(block)}` : `envelope/${found?.at ?? `${String(block)}.0`}`;
    const about = [
      ...(transaction === undefined ? [] : [`transaction ${transaction}`]),
      ...(key ? [`key ${key}`] : []),
      ...(details ? [details] : []),
    ];
    return { code, entry, details: about.join(': ') };
  });
}

interface OpenedSource {
  readonly selected: readonly SelectedTransaction[];
  readonly entries: Entries;
  readonly chaincode: string;
  readonly problems: EvidenceProblem[];
}

/** Claims for each opened price which transaction wrote its hash first. */
function readOpened({ selected, entries, chaincode, problems }: OpenedSource): readonly Claim[] {
  return [...entries].flatMap(([name, bytes]): readonly Claim[] => {
    if (!name.startsWith('price/')) return [];
    const hash = createHash('sha256').update(bytes).digest('hex');
    const writer = selected.find(({ accesses }) =>
      listPublicWrites(accesses, chaincode).some(({ value }) => value && decodeText(value)?.includes(`"${hash}"`)),
    );
    if (writer) return [{ claim: 'opened', at: formatPlace(writer), entry: name, hash }];
    problems.push({ code: 'PRICE_UNKNOWN', entry: name, details: 'no transaction of the pack wrote the hash of this slip' });
    return [];
  });
}

/** Claims for each timestamp that it contains the digest of the pack's anchor. Who issued it is left to the reader's own tools. */
function readTimestamps(
  { kind, transactions }: Pick<Manifest, 'kind' | 'transactions'>,
  entries: Entries,
  problems: EvidenceProblem[],
): readonly Claim[] {
  const last = listBlocks(transactions).at(-1) ?? 0;
  const anchor = kind === 'blocks' ? `block/${String(last)}` : 'checkpoint';
  const digest = createHash('sha256')
    .update(entries.get(anchor) ?? new Uint8Array())
    .digest();
  return [...entries].flatMap(([name, bytes]): readonly Claim[] => {
    if (!name.startsWith('timestamp/')) return [];
    if (Buffer.from(bytes).includes(digest)) return [{ claim: 'timestamp', entry: name, of: anchor }];
    problems.push({ code: 'TIMESTAMP_FOREIGN', entry: name, details: `the token does not contain the SHA-256 of entry ${anchor}` });
    return [];
  });
}
