import { toCanonicalJson } from '@databund/model';
import type { PinnedRoots } from '@databund/ledger-verifier';
import { formatPlace } from './derive-claims';
import type { EvidenceProblem } from './evidence-problem';
import { examinePack, type Examined } from './examine-pack';
import { LedgerIndex } from './ledger-index';
import { parsePlace, type Claim, type Manifest } from './manifest';
import { decodePack, type Pack } from './pack-file';
import type { CheckedClaim, PackReport } from './pack-report';
import { listBlocks } from './read-blocks';
import { describePack } from './describe-pack';

/** The demands of a reader on a pack. */
export interface Demands {
  /** The least number of cosigners outside the parties; 2 by default, or all organisations outside if there are fewer. */
  readonly cosigners?: number;
}

/** Verifies a pack offline. @param pinnedRoots root certificates that the reader already trusts @throws EvidenceError for a file that is no pack, or cut off */
export async function verifyPack(bytes: Uint8Array, pinnedRoots?: PinnedRoots, { cosigners }: Demands = {}): Promise<PackReport> {
  const pack = decodePack(bytes);
  const { manifest, entries } = pack;
  const examined = examinePack(manifest, entries, pinnedRoots);
  const { parties } = examined;
  const outside = listOutside(examined);
  const problems = [
    ...compareEntries(pack, examined),
    ...examined.problems,
    ...compareTransactions(manifest, examined),
    ...(await compareSelection(manifest, examined)),
    ...compareClaims(manifest, examined),
    ...compareCosigners(manifest, examined, cosigners),
  ].map((problem) => placeProblem(problem, pack));
  const { kind, subject, channel, height } = manifest;
  const report = {
    verified: problems.length === 0,
    kind,
    subject,
    channel,
    height,
    pinned: pinnedRoots !== undefined,
    parties,
    cosigners: examined.cosigners,
    outside,
    claims: examined.claims.map((claim) => placeClaim(claim, pack)),
    problems,
  };
  return { ...report, verdict: describePack(report) };
}

/** Names a claim in problems, such as `made 12.0`. */
function nameClaim({ claim, at }: Claim): string {
  return at === undefined ? claim : `${claim} ${at}`;
}

function placeClaim(claim: Claim, { manifest, ranges, head }: Pack): CheckedClaim {
  const entry = findClaimEntry(claim, manifest);
  return { ...claim, entry, range: ranges.get(entry) ?? head };
}

function findClaimEntry({ claim, at, entry }: Claim, { kind }: Manifest): string {
  if (typeof entry === 'string') return entry;
  if (at !== undefined) return kind === 'blocks' ? `block/${String(parsePlace(at).block)}` : `envelope/${at}`;
  if (claim === 'cosigned') return 'checkpoint';
  return kind === 'blocks' ? 'manifest' : 'subject';
}

/** Adds to a problem the bytes of its entry, and the claims that rest on them. */
function placeProblem(problem: EvidenceProblem, { manifest, ranges, head }: Pack): EvidenceProblem {
  const { entry, claims } = problem;
  const range = problem.range ?? (entry === undefined ? head : ranges.get(entry));
  const place = entry?.replace(/^path\//, 'envelope/');
  const failing =
    claims ?? manifest.claims.filter((claim) => entry === 'headers' || findClaimEntry(claim, manifest) === place).map(nameClaim);
  return { ...problem, ...(range && { range }), claims: failing };
}

function compareEntries({ manifest, entries }: Pack, { claims }: Examined): readonly EvidenceProblem[] {
  const { kind, transactions } = manifest;
  const needed =
    kind === 'blocks'
      ? ['headers', ...listBlocks(transactions).map((number) => `block/${String(number)}`)]
      : ['checkpoint', 'subject', ...transactions.flatMap(({ at }) => [`envelope/${at}`, `path/${at}`])];
  const signers = new Set(
    claims.flatMap(({ claim, by }) => (claim !== 'made' && Array.isArray(by) ? by.map((mspId) => `cosigner/${String(mspId)}`) : [])),
  );
  const isOptional = (name: string) => /^(price|timestamp)\/[\w.-]+$/.test(name) || signers.has(name);
  return [
    ...needed
      .filter((name) => !entries.has(name))
      .map((entry) => ({ code: 'ENTRY_MISSING', entry, details: `no entry ${entry}` }) as const),
    ...[...entries.keys()]
      .filter((name) => !needed.includes(name) && !isOptional(name))
      .map((entry) => ({ code: 'ENTRY_UNEXPECTED', entry, details: `packs of kind ${kind} have no entry ${entry}` }) as const),
  ];
}

function compareTransactions(
  { channel, kind, height, transactions }: Manifest,
  { selected, verifier }: Examined,
): readonly EvidenceProblem[] {
  const found = selected.map((each) => `${formatPlace(each)} ${each.transaction.txId}`);
  const listed = transactions.map(({ at, id }) => `${at} ${id}`);
  const wrong = listed.find((each, position) => each !== found[position]);
  const isLeafWrong = kind === 'blocks' && transactions.some(({ leaf }) => leaf !== undefined);
  const last = listBlocks(transactions).at(-1) ?? 0;
  const report = (details: string) => ({ code: 'TRANSACTION_DIFFERENT', details }) as const;
  return [
    ...(wrong !== undefined || isLeafWrong ? [report(`the entries do not contain transaction ${wrong ?? 'with a leaf'}`)] : []),
    ...(channel === (verifier.configuration?.channel ?? '') ? [] : [report(`channel ${channel} is not that of the configuration`)]),
    ...(height > last ? [] : [report(`height ${String(height)}, more than ${String(last)} expected`)]),
  ];
}

/** Requires that the pack contains what a pack about its subject contains, as far as its own transactions tell. */
async function compareSelection({ subject, chaincode }: Manifest, { selected }: Examined): Promise<readonly EvidenceProblem[]> {
  const index = new LedgerIndex(chaincode);
  for (const each of selected) index.add({ ...each, flag: 0 });
  const report = (details: string) => [{ code: 'SELECTION_DIFFERENT', details }] as const;
  try {
    const chosen = await index.selectAmong(
      subject,
      selected.map(({ envelope }) => envelope),
    );
    const surplus = selected.find((each) => !chosen.some(({ block, index: at }) => block === each.block && at === each.index));
    return surplus ? report(`transaction ${formatPlace(surplus)} does not concern ${subject.kind} ${subject.id}`) : [];
  } catch {
    return report(`no transaction of the pack concerns ${subject.kind} ${subject.id}`);
  }
}

function compareClaims({ claims }: Manifest, examined: Examined): readonly EvidenceProblem[] {
  const length = Math.max(claims.length, examined.claims.length);
  return Array.from({ length }, (_, position) => [claims[position], examined.claims[position]] as const).flatMap(([listed, derived]) => {
    if (listed && derived && toCanonicalJson(listed) === toCanonicalJson(derived)) return [];
    const claim = listed ?? derived;
    const details = `the pack says ${listed ? toCanonicalJson(listed) : 'nothing'}, its bytes say ${derived ? toCanonicalJson(derived) : 'nothing'}`;
    return [{ code: 'CLAIM_DIFFERENT', details, claims: claim ? [nameClaim(claim)] : [] } as const];
  });
}

/** Lists the organisations outside the parties that signed both notes. */
function listOutside({ cosigners, parties }: Pick<Examined, 'cosigners' | 'parties'>): readonly string[] {
  return cosigners.filter((mspId) => !parties.includes(mspId));
}

/** Requires so many cosigners outside the parties as the reader demands: by default two, or all organisations outside if there are fewer. */
function compareCosigners({ kind }: Manifest, examined: Examined, demanded: number | undefined): readonly EvidenceProblem[] {
  const { verifier, cosigners, parties } = examined;
  const possible = [...(verifier.configuration?.organisations.keys() ?? [])].filter((mspId) => !parties.includes(mspId));
  const found = listOutside(examined).filter((mspId) => possible.includes(mspId));
  const needed = demanded ?? Math.min(2, possible.length);
  if (kind === 'blocks' || (found.length >= needed && cosigners.length > 0)) return [];
  const details = `signed by ${found.join(', ') || 'no organisation'} outside the parties, ${String(needed)} of ${possible.join(', ') || 'nobody'} expected`;
  return [{ code: 'COSIGNERS_TOO_FEW', entry: 'checkpoint', details, claims: ['cosigned', 'nothing-later'] }];
}
