import type { Rules } from '../src/replay/rules';

export const currentRules: Rules;
