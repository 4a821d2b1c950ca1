import { allTransactions, byNoun, routeOf, type AnyTransaction } from '.';

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
