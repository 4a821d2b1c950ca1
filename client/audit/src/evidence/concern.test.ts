import { currentRules } from '../replay/current-rules';
import { hasConcern } from './concern';

/** Types of keys of the whole exchange, of which a pack about one object says nothing, and the lists by which objects are found. */
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
];

describe('the key types of the rules', () => {
  it('are all sorted into those of one object and those of none', () => {
    const types = [...currentRules.keyTypes].filter((type) => !/-by-/.test(type));
    expect(types.filter((type) => hasConcern(type) === ofNoObject.includes(type)).sort()).toEqual([]);
  });
});
