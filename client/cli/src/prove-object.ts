import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  decodePack,
  EvidenceError,
  extendPack,
  isSubject,
  LedgerIndex,
  makeBlocksPack,
  type Additions,
  type PackKind,
  type Subject,
} from '@databund/audit';
import type { MadePack } from '@databund/client';
import { readBlockFolder } from '@databund/ledger-verifier';
import { requireFile, requireFolder } from './local-paths';
import type { Session } from './session';
import { readSlipFile } from './slip-file';
import { UsageError } from './usage-error';
import { requireOne } from './verify-options';

/** The options of `databund prove`. */
export interface ProveOptions {
  readonly as: PackKind;
  readonly blocks?: string;
  readonly from?: string;
  readonly to?: string;
  readonly slip?: string;
  readonly timestamp?: string;
  readonly sm3?: boolean;
}

/** Writes a pack about an object. @throws UsageError, DatabundError */
export async function proveObject(
  session: Session,
  named: { readonly kind: string; readonly id: string },
  options: ProveOptions,
): Promise<void> {
  if (!isSubject(named)) throw new UsageError('OPTION_INVALID', `"${named.id}" is not the id of a ${named.kind}`);
  requireOne({ blocks: options.blocks, from: options.from });
  const { to = `${named.id}.evidence` } = options;
  if (existsSync(to)) throw new UsageError('FILE_EXISTS', `${to} exists: name another file with --to`);
  const additions = readAdditions(named, options);
  const { pack, missing, manifest } = await explainEvidence(async () => {
    const made = await readPack(session, named, options);
    const extended = extend(made.pack, additions);
    return { ...made, pack: extended, manifest: decodePack(extended).manifest }; // Fails for what is no pack, before it is written.
  });
  writeFileSync(to, pack);
  const { kind, height, claims, entries } = manifest;
  const cosigned = claims.find(({ claim }) => claim === 'cosigned');
  await session.print({
    file: to,
    kind,
    height,
    bytes: pack.length,
    claims: claims.length,
    entries: entries.length,
    ...(cosigned && { cosigners: cosigned['by'], outsideTheParties: cosigned['outside'] }),
    ...(missing.length > 0 && { missing }),
  });
}

/** Turns a fault of a pack into one of what was typed. @throws UsageError PACK_INVALID */
export async function explainEvidence<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    const place = error.range ? ` (bytes ${String(error.range.from)} to ${String(error.range.to)})` : '';
    throw new UsageError('PACK_INVALID', `${error.code}: ${error.message}${place}`);
  }
}

function extend(pack: Uint8Array, additions: Additions | undefined): Uint8Array {
  return additions ? extendPack(pack, additions) : pack;
}

async function readPack(session: Session, subject: Subject, { as, blocks, from }: ProveOptions): Promise<MadePack> {
  if (from !== undefined) return { pack: readFileSync(requireFile(from)), missing: [] };
  if (blocks === undefined) return (await session.connect()).makePack(subject, as);
  const saved = [...readBlockFolder(requireFolder(blocks))];
  const index = new LedgerIndex();
  for (const block of saved) index.append(block);
  const readBlock = (number: number) => Promise.resolve(saved[number] ?? new Uint8Array());
  return { pack: await makeBlocksPack({ subject, index, readBlock }), missing: [] };
}

function readAdditions({ id }: Subject, { slip, timestamp, sm3 = false }: ProveOptions): Additions | undefined {
  if (slip === undefined && timestamp === undefined && !sm3) return undefined;
  return {
    hasSm3: sm3,
    ...(slip !== undefined && { prices: new Map([[id, readSlipFile(slip).text]]) }),
    ...(timestamp !== undefined && { timestamps: new Map([[basename(timestamp), readFileSync(requireFile(timestamp))]]) }),
  };
}
