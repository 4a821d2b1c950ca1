import { rulesVersion } from '@databund/model';
import { currentRules } from './current-rules';
import type { Rules } from './rules';
import { taggedRules } from './tagged-rules';

/**
 * The rules by the version of the chaincode's definition: bundled ones of tagged versions, and those of this package. A ledger is judged
 * for ever by the rules of its versions, so a bundle is never changed or removed.
 */
export const rulesByVersion: Readonly<Record<string, Rules>> = { [rulesVersion]: currentRules, ...taggedRules };
