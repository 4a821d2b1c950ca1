import { allTransactions, byNoun } from '@databund/model';
import { chooseReading } from './complete-input';
import { getForm } from './read-options';

const withRevision = allTransactions.filter(
  (each) => each.noun !== 'exchange' && each.address.includes('id') && getForm(each).required.includes('revision'),
);
const releasing = ['AgreePinRelease', 'RefusePinRelease', 'ReleasePins'];

describe('the reading that completes an input', () => {
  it.each(withRevision.map((each) => [each.name, each] as const))('reads the revision of what %s changes', (name, transaction) => {
    const reader = releasing.includes(name) ? byNoun.participant.pinRelease : byNoun[transaction.noun].get;
    expect(chooseReading(transaction, { id: 'x' })).toEqual({ by: reader, of: { id: 'x' } });
  });

  it('reads steps whose revision is that of a pin release', () => {
    expect(withRevision.map(({ name }) => name)).toEqual(expect.arrayContaining(releasing));
  });
});
