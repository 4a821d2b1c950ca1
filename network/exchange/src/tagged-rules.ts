import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { parseOutput } from './parse-output';
import { SetupError } from './setup-error';

const Tag = Type.Object({ chaincodeSha256: Type.String() });

/** The version of a chaincode, its file, and the folder of the tags of rules. */
interface TaggedChaincode {
  readonly version: string;
  readonly chaincode: string;
  readonly tags: string;
}

/**
 * Rejects a chaincode whose version was tagged with other rules: ledgers of this version are judged by those for ever.
 * @throws SetupError RULES_CHANGED
 */
export function requireTaggedRules({ version, chaincode, tags }: TaggedChaincode): void {
  const tag = join(tags, `${version}.json`);
  if (!existsSync(tag)) return;
  const { chaincodeSha256 } = parseOutput(tag, Tag, readFileSync(tag, 'utf8'));
  const found = createHash('sha256').update(readFileSync(chaincode)).digest('hex');
  if (found === chaincodeSha256) return;
  throw new SetupError(
    'RULES_CHANGED',
    `The chaincode has the SHA-256 ${found}; expected ${chaincodeSha256}, which version ${version} was tagged with. ` +
      'Raise the version in chaincode/model/src/rules-version.ts and network/exchange/topology.json, or undo the change.',
  );
}
