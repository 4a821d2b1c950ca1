import { currentRules as rules1_0 } from '../../rules/1.0.js';
import { currentRules as rules1_1 } from '../../rules/1.1.js';
import { currentRules as rules1_2 } from '../../rules/1.2.js';
import type { Rules } from './rules';

/** The rules of tagged versions, bundled. `npm run tag-rules` writes this file. */
export const taggedRules: Readonly<Record<string, Rules>> = { '1.0': rules1_0, '1.1': rules1_1, '1.2': rules1_2 };
