import fc from 'fast-check';
import type { Policy } from '@databund/model';
import { readOdrl } from './read-odrl';

const context = 'http://www.w3.org/ns/odrl.jsonld';
const ns = 'http://www.w3.org/ns/odrl/2/';
const forResearch = { leftOperand: 'purpose', operator: 'eq', rightOperand: 'research' };
const makePolicy = (rule: object, rest: object = {}): object => ({
  '@context': context,
  '@type': 'Offer',
  permission: [{ action: 'use', ...rule }],
  ...rest,
});
const constrain = (...constraint: object[]): object => makePolicy({ constraint });
const permit = (...constraint: object[]): object => ({ policy: { permission: [{ action: 'use', constraint }] } });
const refuse = (path: string, reason: string, found?: string): object => ({
  refusals: [{ path, reason, ...(found !== undefined && { found }) }],
});

describe('an ODRL policy', () => {
  it('reads an ODRL policy as the policy that the ledger stores', () => {
    const document = makePolicy({ constraint: [forResearch], duty: [{ action: 'compensate' }] }, { prohibition: [{ action: 'use' }] });
    expect(readOdrl(document)).toEqual({
      policy: {
        permission: [{ action: 'use', constraint: [forResearch], duty: [{ action: 'compensate' }] }],
        prohibition: [{ action: 'use' }],
      },
    });
  });

  it.each<[string, unknown]>([
    ['with bare names and no context', { permission: { action: 'use', constraint: forResearch } }],
    [
      'with prefixed names',
      {
        '@type': 'odrl:Set',
        'odrl:permission': {
          'odrl:action': { '@id': 'odrl:use' },
          'odrl:constraint': {
            'odrl:leftOperand': { '@id': 'odrl:purpose' },
            'odrl:operator': { '@id': 'odrl:eq' },
            'odrl:rightOperand': { '@value': 'research' },
          },
        },
      },
    ],
    [
      'with a prefix of its own',
      {
        '@context': { o: ns },
        'o:permission': {
          'o:action': 'o:use',
          'o:constraint': { 'o:leftOperand': 'o:purpose', 'o:operator': 'o:eq', 'o:rightOperand': 'research' },
        },
      },
    ],
    [
      'expanded',
      [
        {
          '@type': [`${ns}Set`],
          [`${ns}permission`]: [
            {
              [`${ns}action`]: [{ '@id': `${ns}use` }],
              [`${ns}constraint`]: {
                '@list': [
                  {
                    [`${ns}leftOperand`]: [{ '@id': `${ns}purpose` }],
                    [`${ns}operator`]: [{ '@id': `${ns}eq` }],
                    [`${ns}rightOperand`]: [{ '@value': 'research', '@type': 'http://www.w3.org/2001/XMLSchema#string' }],
                  },
                ],
              },
            },
          ],
        },
      ],
    ],
    ['in a message', { '@type': 'ContractOfferMessage', offer: makePolicy({ constraint: [forResearch] }) }],
    ['in a dataset', { '@type': 'Dataset', hasPolicy: [makePolicy({ constraint: forResearch })] }],
    ['with an action of its own right', makePolicy({ constraint: forResearch, action: [{ 'rdf:value': { '@id': 'odrl:use' } }] })],
    [
      'said once for all its rules',
      { permission: { constraint: forResearch }, action: 'use', target: 'urn:x', assigner: { uid: 'urn:p' } },
    ],
    ['with its constraints in an and', constrain({ and: { '@list': [forResearch] } })],
    ['with titles', { ...makePolicy({ constraint: forResearch, 'dct:title': 'x' }), 'rdfs:comment': 'y', uid: 'urn:z' }],
  ])('reads an ODRL policy in another spelling: %s', (_spelling, document) => {
    expect(readOdrl(document)).toEqual(permit(forResearch));
  });

  it('keeps an assignee as a constraint on the recipient', () => {
    const to = (operator: string, rightOperand: unknown) => permit({ leftOperand: 'recipient', operator, rightOperand });
    expect(readOdrl(makePolicy({ assignee: 'ptc-1' }))).toEqual(to('eq', 'ptc-1'));
    expect(readOdrl(makePolicy({ assignee: ['ptc-1', { '@id': 'ptc-2' }] }))).toEqual(to('isAnyOf', ['ptc-1', 'ptc-2']));
    expect(readOdrl(makePolicy({}, { assignee: 'ptc-1' }))).toEqual(to('eq', 'ptc-1'));
  });
});

describe('an ODRL policy outside the subset', () => {
  const at = '/permission/0';
  it.each<[string, unknown, object]>([
    ['no document', undefined, refuse('', 'not JSON-LD')],
    ['Turtle', '@prefix odrl: <...>', refuse('', 'not JSON-LD')],
    ['another document', { '@type': 'Dataset', title: 'x' }, refuse('', 'no ODRL policy')],
    [
      'names of another vocabulary',
      { '@context': { '@vocab': 'https://x/' }, permission: { action: 'use' } },
      refuse('', 'no ODRL policy'),
    ],
    ['a second policy', [makePolicy({}), makePolicy({})], refuse('/1', 'a further policy')],
    ['no rule', { '@type': 'Set', permission: [] }, refuse('', 'no permission and no prohibition')],
    ['a request', { ...makePolicy({}), '@type': 'Request' }, refuse('', 'not an offer', 'Request')],
    ['inheritance', makePolicy({}, { inheritFrom: 'urn:x' }), refuse('/inheritFrom', 'a member outside the subset', 'inheritFrom')],
    ['a profile', makePolicy({}, { profile: 'urn:x' }), refuse('/profile', 'a member outside the subset', 'profile')],
    ['an obligation', makePolicy({}, { obligation: [{}] }), refuse('/obligation/0', 'a member outside the subset', 'obligation')],
    ['a conflict', makePolicy({}, { conflict: 'odrl:perm' }), refuse('', 'a conflict strategy other than prohibit', 'perm')],
    ['no action', { permission: { target: 'x' } }, refuse('/permission', 'no action')],
    ['another action', makePolicy({ action: 'odrl:read' }), refuse(`${at}/action`, 'an action other than use', 'read')],
    ['one more action', makePolicy({ action: ['use', 'sell'] }), refuse(`${at}/action/1`, 'an action other than use', 'sell')],
    [
      'a refined action',
      makePolicy({ action: { 'rdf:value': { '@id': 'odrl:use' }, refinement: [forResearch] } }),
      refuse(`${at}/action/refinement/0`, 'a member outside the subset', 'refinement'),
    ],
    ['two targets', makePolicy({ target: 'urn:x' }, { target: 'urn:y' }), refuse(`${at}/target`, 'a further target', 'urn:x')],
    [
      'a collection of parties',
      makePolicy({ assignee: { '@type': 'PartyCollection', uid: 'urn:all' } }),
      refuse(`${at}/assignee`, 'a collection', 'PartyCollection'),
    ],
    ['a remedy', { prohibition: { action: 'use', remedy: {} } }, refuse('/prohibition/remedy', 'a member outside the subset', 'remedy')],
    [
      'a duty with a consequence',
      makePolicy({ duty: { action: 'compensate', consequence: {} } }),
      refuse(`${at}/duty/consequence`, 'a member outside the subset', 'consequence'),
    ],
    ['a duty to do nothing', makePolicy({ duty: {} }), refuse(`${at}/duty`, 'no action')],
    ['a rule elsewhere', { permission: 'urn:rule' }, refuse('/permission', 'no action')],
  ])('rejects an ODRL policy with path and reason: %s', (_what, document, refusals) => {
    expect(readOdrl(document)).toEqual(refusals);
  });

  it('rejects an ODRL policy with every reason, each once', () => {
    const document = {
      '@context': [context, { purpose: 'https://example.org/purpose' }],
      permission: [{ constraint: forResearch }, { constraint: { leftOperand: 'count', operator: 'eq', rightOperand: 'x' } }],
      action: 'read',
    };
    expect(readOdrl(document)).toEqual({
      refusals: [
        { path: '/action', reason: 'an action other than use', found: 'read' },
        { path: '/permission/0/constraint/leftOperand', reason: 'a left operand outside the subset', found: 'https://example.org/purpose' },
        { path: '/permission/1/constraint/rightOperand', reason: 'a right operand that does not fit its left operand', found: 'x' },
      ],
    });
  });

  it('hides no rule behind a second spelling', () => {
    expect(readOdrl({ ...makePolicy({}), prohibition: { action: 'use' }, 'odrl:prohibition': { action: 'sell' } })).toEqual(
      refuse('/odrl:prohibition/action', 'an action other than use', 'sell'),
    );
  });

  it('rejects an ODRL policy that is nested too deep', () => {
    let constraint: unknown = forResearch;
    for (let depth = 0; depth < 100_000; depth += 1) constraint = { and: constraint };
    expect(readOdrl(makePolicy({ constraint }))).toEqual(refuse('', 'nested too deep'));
  });
});

describe('readOdrl', () => {
  it('returns a policy or refusals for any document, and never throws', () => {
    const word = fc.constantFrom(
      'permission',
      'constraint',
      'action',
      'use',
      '@type',
      '@id',
      '@value',
      '@list',
      '@context',
      'and',
      'odrl:duty',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        word,
        fc.anything(),
        fc.dictionary(word, tie('tree')),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }));
    fc.assert(fc.property(tree, (document) => expect(Object.keys(readOdrl(document))).toHaveLength(1)));
  });

  it('returns the same policy for a policy of the ledger that is written in ODRL', () => {
    const words = fc.constantFrom('research', 'planning', 'CN', 'CN-SH');
    const named = fc.record({
      leftOperand: fc.constantFrom('purpose', 'spatial', 'recipient', 'deliveryChannel'),
      operator: fc.constantFrom('eq', 'neq'),
      rightOperand: words,
    });
    const counted = fc.record({
      leftOperand: fc.constant('count'),
      operator: fc.constantFrom('eq', 'neq', 'lt', 'lteq', 'gt', 'gteq'),
      rightOperand: fc.nat({ max: 99_999 }),
    });
    const timed = fc.record({
      leftOperand: fc.constant('dateTime'),
      operator: fc.constantFrom('eq', 'neq', 'lt', 'lteq', 'gt', 'gteq'),
      rightOperand: fc.date({ min: new Date(0), max: new Date('2999-01-01'), noInvalidDate: true }).map((date) => date.toISOString()),
    });
    const rule = fc.record(
      { action: fc.constant('use' as const), constraint: fc.array(fc.oneof(named, counted, timed), { minLength: 1, maxLength: 4 }) },
      { requiredKeys: ['action'] },
    );
    const policy: fc.Arbitrary<Policy> = fc.record(
      { permission: fc.array(rule, { minLength: 1, maxLength: 3 }), prohibition: fc.array(rule, { minLength: 1, maxLength: 3 }) },
      { requiredKeys: ['permission'] },
    );
    fc.assert(
      fc.property(policy, (written) => expect(readOdrl({ '@context': context, '@type': 'Set', ...written })).toEqual({ policy: written })),
    );
  });
});
