import { allTransactions, byNoun, checkCodes, findViolation, hashBytes, routeOf, type AnyTransaction, type Checks, type Context } from '.';

describe('the registry of transactions', () => {
  it('lists every transaction except the founding under its noun and verb', () => {
    const listed = Object.entries(byNoun).flatMap(([noun, verbs]) =>
      Object.entries(verbs).map(([verb, { name }]: [string, AnyTransaction]) => `${noun} ${verb} ${name}`),
    );
    const declared = allTransactions
      .filter(({ name }) => name !== 'FoundExchange')
      .map(({ noun, verb, name }) => `${noun} ${verb} ${name}`);
    expect(listed.sort()).toEqual(declared.sort());
  });

  it('gives each transaction its own name and route', () => {
    const names = allTransactions.map(({ name }) => name);
    const routes = allTransactions.map((transaction) => `${routeOf(transaction).method} ${routeOf(transaction).path}`);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(routes).size).toBe(routes.length);
    expect(routes).toContain('POST /v1/listings/{id}/versions/{version}/request-changes');
  });
});

describe('the order of checks', () => {
  const changing = allTransactions.filter(({ kind, address }) => kind === 'submit' && address.length > 0);
  const base: readonly string[] = ['NOT_PERMITTED', 'REVISION_CONFLICT', 'ACTION_NOT_ALLOWED'];

  it.each(changing.map((transaction) => [transaction.name, transaction] as const))(
    'puts %s through these: absent, not permitted, outdated, wrong state, everything else',
    (_, { noun, checks }) => {
      const codes: readonly string[] = checkCodes(checks).filter((code) => code !== 'SELF_DEALING'); // SELF_DEALING can come anywhere.
      const first = codes[0] ?? '';
      expect(first === 'NOT_PERMITTED' || first === `${noun.toUpperCase()}_NOT_FOUND`).toBe(true);
      const places = base.map((code) => codes.indexOf(code)).filter((place) => place >= 0);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      const others = codes.slice(1).filter((code) => !base.includes(code) && !code.endsWith('_NOT_FOUND'));
      const beforeState = others.filter((code) => codes.indexOf(code) < codes.indexOf('ACTION_NOT_ALLOWED'));
      expect(beforeState.filter((code) => code !== 'ALREADY_EXISTS')).toEqual([]);
    },
  );

  it('makes the first check that fails decide', () => {
    const caller = { participantId: 'ptc-1', mspId: 'BuyerMSP', certHash: hashBytes('c'), roles: [] };
    const context: Context<unknown, unknown> = {
      caller,
      txId: 't',
      time: '',
      agreedFounding: hashBytes('f'),
      facts: {},
      command: {},
      actors: new Set(),
      at: '',
    };
    const submit = (checks: Checks<unknown, unknown>) => ({ kind: 'submit', checks }) as const;
    const pass = () => undefined;
    const checks = { NOT_PERMITTED: pass, SLOT_BUSY: () => ({ a: 1 }), INTERNAL: () => ({}) };
    expect(findViolation(submit(checks), context)).toEqual({ code: 'SLOT_BUSY', details: { a: 1 } });
    expect(findViolation(submit({ NOT_PERMITTED: pass }), context)).toBeUndefined();
  });
});
