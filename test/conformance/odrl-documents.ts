/**
 * The policies, requests and states of the world that the cases of the ODRL Test Suite (SolidLabResearch/ODRL-Test-Suite, imec, MIT
 * licence) name by UUID and do not contain. They repeat the collection's `data` folder as JSON-LD.
 */
const alice = 'http://example.org/alice';
const bob = 'http://example.org/bob';
const x = 'http://example.org/x';
const y = 'http://example.org/y';
const parties = { '@type': 'odrl:PartyCollection', source: 'http://example.org/partyIdentifier' };
const assets = { '@type': 'odrl:AssetCollection', source: 'http://example.org/assetIdentifier' };
const noon = '2024-02-12T11:20:10.999Z';

/** A rule of a policy of the collection. */
export interface DocumentRule {
  readonly action?: string;
  readonly target?: string | typeof assets;
  readonly assignee?: string | typeof parties;
  readonly constraint?: object;
  readonly duty?: { readonly '@id': string; readonly action: string };
}

/** A policy of the collection: permissions or prohibitions. */
export type Document = Readonly<Partial<Record<'permission' | 'prohibition', readonly DocumentRule[]>>>;

const aliceReadsX = { assignee: alice, action: 'odrl:read', target: x };
const compareInstant = (operator: string, value: string) => ({
  leftOperand: 'odrl:dateTime',
  operator: `odrl:${operator}`,
  rightOperand: { '@value': value, '@type': 'xsd:dateTime' },
});
const permitAliceWhen = (operator: string): Document => ({ permission: [{ ...aliceReadsX, constraint: compareInstant(operator, noon) }] });
const limitToYear = (from: string, until: string) => ({ and: [compareInstant('gt', from), compareInstant('lt', until)] });
const firstDuty = 'a0b12cb7-d3a1-4953-86da-f59a597615d2';

/** The policies, by UUID. */
export const policies: Readonly<Record<string, Document>> = {
  '4cbd8f38-348b-4b09-8e1a-04b47c97ad78': { permission: [{}] },
  'fe737228-8ead-4771-af2c-d6c9de1bdc05': { prohibition: [{}] },
  'a2ada399-48a3-4860-b44d-fa35516fdac2': { permission: [{ action: 'odrl:use' }] },
  'b0d32e25-f642-4afa-9098-0e23750f7ad6': { prohibition: [{ action: 'odrl:use' }] },
  '715d33b9-5222-4a73-a2ad-9899066b4fd7': { permission: [{ action: 'odrl:use', assignee: alice }] },
  'e4b538e6-2613-4de4-8930-48fee524aa40': { prohibition: [{ action: 'odrl:use', assignee: bob }] },
  'd30381e3-2c24-4197-a5b4-1e9767575141': { permission: [{ action: 'odrl:read', assignee: alice }] },
  'f42a700b-3314-4cf0-8b8d-1581f203cfa1': { permission: [aliceReadsX] },
  'aa146278-f812-4957-9e25-318a83998cc4': permitAliceWhen('eq'),
  '16aa64e3-1495-486d-a5ad-81211961e915': permitAliceWhen('neq'),
  '32127a3f-5296-4cc6-b9d6-ef6c647a721d': permitAliceWhen('lt'),
  '55214ab0-2e30-46c4-be13-c63997fa4272': permitAliceWhen('lteq'),
  '9fcff55b-33bd-4c8f-bcd7-9e206e4dbbbe': permitAliceWhen('gt'),
  'dfd89db7-7a03-4457-80ae-2f4b92c8e1ad': permitAliceWhen('gteq'),
  '3d48cff7-9266-4c6c-9069-418e8d8775da': {
    permission: [{ ...aliceReadsX, constraint: limitToYear('2024-01-01T00:00:00Z', '2024-12-31T23:59:59Z') }],
  },
  '7c0f8805-384b-4306-9736-382dfe89c0cd': { permission: [{ ...aliceReadsX, assignee: parties }] },
  'e30bcd34-0d5c-43d1-b229-bf68afcae5ae': { permission: [{ ...aliceReadsX, target: assets }] },
  '2dd7d09e-aff1-49bf-bdc5-d50f2a3b5013': { permission: [{ ...aliceReadsX, assignee: parties, target: assets }] },
  '5aa7f98c-65e0-4ff2-9846-40203203a58a': { permission: [{ ...aliceReadsX, duty: { '@id': firstDuty, action: 'odrl:compensate' } }] },
  'cc4995de-9c5e-4e12-9039-698506f6ab1c': {
    permission: [
      {
        ...aliceReadsX,
        assignee: parties,
        constraint: limitToYear('2024-01-01T00:00:00.000Z', '2024-12-31T23:59:59.000Z'),
        duty: { '@id': '4129123f-d8a8-481e-87fc-aba6dda5b6a5', action: 'odrl:compensate' },
      },
    ],
  },
};

/** A request: the assignee, the action and the target. */
export interface DocumentRequest {
  readonly party: string;
  readonly action: string;
  readonly target: string;
}

const bobReadsX = { party: bob, action: 'odrl:read', target: x };

/** The requests, by UUID. */
export const requests: Readonly<Record<string, DocumentRequest>> = {
  '1bafee59-006c-46a3-810c-5d176b4be364': { party: alice, action: 'odrl:read', target: x },
  'b384ec45-0f24-4be6-86ba-91a749c698ed': { party: alice, action: 'odrl:read', target: y },
  '4089cf37-8cb0-49e9-a5a4-022cc1b2b749': { party: alice, action: 'odrl:sell', target: x },
  '5be7b7d5-bc05-4168-8b31-81ebc32cfaa0': bobReadsX,
  'df1566c9-a18b-444f-a1fa-98b976d411eb': bobReadsX,
  'b7306adc-3f51-4ed4-b9fb-1864c2f1bdc9': { party: bob, action: 'odrl:sell', target: x },
  '73904e56-0fa9-43b8-8fd7-a45bb9d98c46': { party: bob, action: 'odrl:write', target: y },
};

/** The state of the world at a request: the time, the parts of collections, and the states of duties. */
export interface World {
  readonly now: string;
  readonly partOf: Readonly<Record<string, string>>;
  readonly duties: Readonly<Record<string, string>>;
}

const plain: World = { now: noon, partOf: {}, duties: {} };
const aliceIsOfThem = { [alice]: parties.source };
const xIsOfThem = { [x]: assets.source };

/** The states of the world, by UUID. The last two report a duty of another policy, as in the collection. */
export const worlds: Readonly<Record<string, World>> = {
  'd63ea76e-0aed-4e4e-9a8c-0b7083ebc6e2': plain,
  '192620fa-06d9-447b-adbd-bd1ece4f9b12': { ...plain, now: '2017-02-12T11:20:10.999Z' },
  '14ddb075-8be9-4014-acbb-58dabd93d5ee': { ...plain, now: '2025-02-12T11:20:10.999Z' },
  '2e6995b1-1b7e-4463-9c18-fde444523fef': { ...plain, partOf: aliceIsOfThem },
  'f048231b-b932-4248-a47d-8653a390247b': { ...plain, partOf: xIsOfThem },
  '116a8435-a356-45f5-a20f-a1e593d4a55d': { ...plain, partOf: { ...aliceIsOfThem, ...xIsOfThem } },
  '8a6c8315-7a08-4f65-af4f-2bec2fd2f21d': { ...plain, duties: { [firstDuty]: 'NonSet' } },
  '9187bb05-519d-497c-8f4d-83492678b3e4': { ...plain, duties: { [firstDuty]: 'Violated' } },
  'da98666e-e80d-429a-a839-1575f85a9b3c': { ...plain, partOf: aliceIsOfThem, duties: { [firstDuty]: 'Fulfilled' } },
  '69ba5872-de47-40d3-bf36-a33b7d44f5bc': {
    now: '2023-02-12T11:20:10.999Z',
    partOf: aliceIsOfThem,
    duties: { [firstDuty]: 'Fulfilled' },
  },
};
