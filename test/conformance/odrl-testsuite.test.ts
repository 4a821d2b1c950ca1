import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Parser, type Quad } from 'n3';
import { findDenial, type Denial, type Policy } from '@databund/model';
import { readOdrl } from '@databund/client';
import { describeOnShared } from '../support/shared-data';
import { policies, requests, worlds, type Document, type DocumentRequest, type DocumentRule, type World } from './odrl-documents';

const report = 'https://w3id.org/force/compliance-report#';
const rdfType = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';

/** The actions that include another in the ODRL vocabulary, as far as the requests need them; `write` is the old name of `modify`. */
const actionsIncluding: Readonly<Record<string, readonly string[]>> = {
  'odrl:read': ['odrl:use'],
  'odrl:write': ['odrl:modify', 'odrl:use'],
  'odrl:sell': ['odrl:transfer'],
};

/*
 * Asks the exchange every case as a question about `use`: only rules on the requested action and target count, collections are their
 * members, the requesting party is the recipient, and the state of the world gives the time and the fulfilled duties.
 * The exchange agrees if both permit or both deny, and both or neither prohibit.
 */
describeOnShared('data/odrl-testsuite', 'cases of the ODRL Test Suite', (folder) => {
  const results = readdirSync(folder)
    .filter((name) => name.endsWith('.ttl'))
    .sort()
    .map((name) => ({ name: basename(name, '.ttl'), ...judge(readCase(join(folder, name))) }));
  const listNames = (wanted: string): string[] => results.filter(({ result }) => result === wanted).map(({ name }) => name);

  it('agrees with every case, except on duties that were not reported as fulfilled', () => {
    expect({
      cases: results.length,
      agreed: listNames('agreed').length,
      differs: listNames('differs'),
      outside: countEach(results.flatMap(({ outside }) => outside)),
    }).toEqual({
      cases: 44,
      agreed: 42,
      // 059: the duty is NonSet, which the collection accepts. 065: only a duty of another policy is reported.
      differs: ['testcase-059-nonset', 'testcase-065-alice'],
      outside: {},
    });
    for (const { name, denial } of results.filter(({ result }) => result === 'differs')) {
      expect({ name, denial }).toMatchObject({ denial: { reason: 'duty-not-fulfilled', duty: 'compensate' } });
    }
  });

  it('permits and denies the requests of the cases with these reasons', () => {
    expect(countEach(results.map(({ denial }) => denial?.reason ?? 'permitted'))).toEqual({
      permitted: 14,
      'not-met': 12,
      'no-permission': 10,
      prohibited: 5,
      'duty-not-fulfilled': 3,
    });
  });
});

describe('unchanged policies of the ODRL Test Suite', () => {
  it('reads policies whose action is use, and refuses the others with what is beyond it', () => {
    const readings = Object.values(policies).map((policy) => readOdrl({ '@type': 'odrl:Set', ...policy }));
    const refusals = readings.flatMap((reading) => ('refusals' in reading ? reading.refusals : []));
    expect({
      policies: readings.length,
      read: readings.filter((reading) => 'policy' in reading).length,
      refused: countEach(refusals.map(({ reason, found = '' }) => `${reason} ${found}`.trim())),
    }).toEqual({
      policies: 20,
      read: 4,
      refused: {
        'an action other than use read': 14,
        'no action': 2,
        'a collection PartyCollection': 3,
        'a collection AssetCollection': 2,
      },
    });
  });
});

interface Case {
  readonly policy: Document | undefined;
  readonly request: DocumentRequest | undefined;
  readonly world: World | undefined;
  /** The rules of the expected report, such as `PermissionReport Active`. */
  readonly rules: readonly string[];
}

function readCase(path: string): Case {
  const quads = new Parser().parse(readFileSync(path, 'utf8'));
  const readOne = (predicate: string): string => listObjects(quads, predicate)[0]?.replace('urn:uuid:', '') ?? '';
  return {
    policy: policies[readOne('http://example.org/policy')],
    request: requests[readOne('http://example.org/request')],
    world: worlds[readOne('http://example.org/sotw')],
    rules: quads
      .filter(({ predicate }) => predicate.value === `${report}activationState`)
      .map(({ subject, object }) => {
        const type = quads.find((quad) => quad.subject.equals(subject) && quad.predicate.value === rdfType)?.object.value ?? '';
        return `${type} ${object.value}`.replaceAll(report, '');
      }),
  };
}

function listObjects(quads: readonly Quad[], predicate: string): readonly string[] {
  return quads.filter((quad) => quad.predicate.value === predicate).map(({ object }) => object.value);
}

interface Judgement {
  readonly result: 'agreed' | 'differs' | 'outside';
  readonly denial?: Denial | undefined;
  /** The reasons why the case cannot be asked of the exchange. */
  readonly outside: readonly string[];
}

function judge({ policy: document, request, world, rules }: Case): Judgement {
  if (!document || !request || !world) return { result: 'outside', outside: ['what the case refers to is not at hand'] };
  const reading = readSelected(document, request, world);
  if ('refusals' in reading) return { result: 'outside', outside: reading.refusals.map(({ reason }) => reason) };
  const denial = findDenial(reading.policy, { recipient: request.party, dateTime: world.now }, listFulfilled(document, world));
  const isPermitted = rules.includes('PermissionReport Active') && !rules.includes('ProhibitionReport Active');
  const isProhibited = rules.includes('ProhibitionReport Active');
  const isAgreed = (denial === undefined) === isPermitted && (denial?.reason === 'prohibited') === isProhibited;
  return { result: isAgreed ? 'agreed' : 'differs', denial, outside: [] };
}

function readSelected(document: Document, request: DocumentRequest, world: World): ReturnType<typeof readOdrl> {
  const select = (rules: readonly DocumentRule[] = []): object[] =>
    rules.filter((rule) => isAbout(rule, request, world)).map((rule) => onUse(rule, world));
  const selected = { permission: select(document.permission), prohibition: select(document.prohibition) };
  const hasRule = selected.permission.length + selected.prohibition.length > 0;
  const nothing: Policy = { permission: [] };
  return hasRule ? readOdrl({ '@type': 'odrl:Set', ...selected }) : { policy: nothing };
}

function isAbout({ action, target, assignee }: DocumentRule, request: DocumentRequest, world: World): boolean {
  const actions = [request.action, ...(actionsIncluding[request.action] ?? [])];
  const targets = [request.target, world.partOf[request.target]];
  const wanted = typeof target === 'object' ? target.source : target;
  const isOfNobody = typeof assignee === 'object' && listMembers(assignee, world).length === 0;
  return (action === undefined || actions.includes(action)) && (wanted === undefined || targets.includes(wanted)) && !isOfNobody;
}

function onUse({ target: _target, assignee, ...rule }: DocumentRule, world: World): object {
  const parties = typeof assignee === 'object' ? listMembers(assignee, world) : assignee;
  return { ...rule, action: 'use', ...(parties !== undefined && { assignee: parties }) };
}

function listMembers({ source }: { readonly source: string }, { partOf }: World): readonly string[] {
  return Object.keys(partOf).filter((name) => partOf[name] === source);
}

function listFulfilled(document: Document, { duties }: World): readonly string[] {
  const owed = (document.permission ?? []).flatMap(({ duty }) => duty ?? []);
  return owed.filter((duty) => duties[duty['@id']] === 'Fulfilled').map(({ action }) => action.replace('odrl:', ''));
}

function countEach(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
