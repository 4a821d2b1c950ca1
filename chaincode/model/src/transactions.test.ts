import { allTransactions, byNoun, codesOf, findViolation, routeOf, type AnyTransaction } from '.';

describe('the registry of transactions', () => {
  it('has every transaction but the founding under its noun and its verb', () => {
    const said = Object.entries(byNoun).flatMap(([noun, verbs]) =>
      Object.entries(verbs).map(([verb, { name }]: [string, AnyTransaction]) => `${noun} ${verb} ${name}`),
    );
    const declared = allTransactions
      .filter(({ name }) => name !== 'FoundExchange')
      .map(({ noun, verb, name }) => `${noun} ${verb} ${name}`);
    expect(said.sort()).toEqual(declared.sort());
  });

  it('gives each transaction a name and a route of its own', () => {
    const names = allTransactions.map(({ name }) => name);
    const routes = allTransactions.map((transaction) => `${routeOf(transaction).method} ${routeOf(transaction).path}`);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(routes).size).toBe(routes.length);
    expect(routes).toContain('POST /v1/listings/{id}/versions/{version}/request-changes');
  });
});

describe('the order of refusals', () => {
  const changing = allTransactions.filter(({ kind, address }) => kind === 'submit' && address.length > 0);
  const asked = ['NOT_PERMITTED', 'REVISION_CONFLICT', 'ACTION_NOT_ALLOWED'] as const;

  it.each(changing.map((transaction) => [transaction.name, transaction] as const))(
    'of %s: absent, then not permitted, then stale, then in the wrong state, then all else',
    (_, { noun, checks }) => {
      const codes = codesOf(checks).filter((code) => code !== 'SELF_DEALING'); // Stands where it is known.
      const first = codes[0] ?? '';
      expect(first === 'NOT_PERMITTED' || first === `${noun.toUpperCase()}_NOT_FOUND`).toBe(true);
      const places = asked.map((code) => codes.indexOf(code)).filter((place) => place >= 0);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      const others = codes.slice(1).filter((code) => !(asked as readonly string[]).includes(code) && !code.endsWith('_NOT_FOUND'));
      const beforeState = others.filter((code) => codes.indexOf(code) < codes.indexOf('ACTION_NOT_ALLOWED'));
      expect(beforeState.filter((code) => code !== 'ALREADY_EXISTS')).toEqual([]);
    },
  );

  it('is that of the checks: the first that does not hold answers', () => {
    const context = { is: new Set() } as unknown as Parameters<typeof findViolation>[1];
    const checks = (some: object) => ({ kind: 'submit', checks: some }) as const;
    const refuse = (details: object) => () => ({ ...details });
    expect(findViolation(checks({ NOT_PERMITTED: () => undefined, SLOT_BUSY: refuse({ a: 1 }), INTERNAL: refuse({}) }), context)).toEqual({
      code: 'SLOT_BUSY',
      details: { a: 1 },
    });
    expect(findViolation(checks({ NOT_PERMITTED: () => undefined }), context)).toBeUndefined();
  });
});
