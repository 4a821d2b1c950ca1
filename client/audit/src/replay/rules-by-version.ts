import { rulesVersion } from '@databund/model';
import { currentRules } from './current-rules';
import type { Rules } from './rules';
import { taggedRules } from './tagged-rules';

/**
 * The rules by the version of the chaincode's definition. A ledger is judged for ever by the rules of its versions, so the bundle of a
 * tagged version is never changed or removed. The rules of a version that is not tagged yet are those of this package.
 */
export const rulesByVersion: Readonly<Record<string, Rules>> = { [rulesVersion]: currentRules, ...taggedRules };
