import { currentRules } from '../replay/current-rules';
import { hasConcern } from './concern';

/** Types of keys of which a pack about one object says nothing: of the whole exchange, and places of quotas and limits, which would take in all that a participant did. */
const ofNoObject = [
  'exchange',
  'exchange-proposal',
  'organisation',
  'parameters',
  'preset',
  'authoritative',
  'resource',
  'resource-objection',
  'mandate',
  'refusal',
  'quota',
  'standing-use',
];

describe('the key types of the rules', () => {
  it('sort into those of one object and those of none', () => {
    const types = [...currentRules.keyTypes].filter((type) => !/-by-/.test(type));
    expect(types.filter((type) => hasConcern(type) === ofNoObject.includes(type)).sort()).toEqual([]);
  });
});
