import type { Rules } from './rules';

/** The rules of tagged versions, bundled. `npm run tag-rules` writes this file. */
export const taggedRules: Readonly<Record<string, Rules>> = {};
