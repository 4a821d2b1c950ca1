/** A value of a member of a query; each text of a list becomes a member of its own. */
type Member = string | number | boolean | readonly string[] | undefined;

/** Returns the members of a query as an address has them, after its question mark; nothing without any. */
export function writeQuery(query: object): string {
  const members = Object.entries<Member>({ ...query }).flatMap(([name, value]) =>
    listTexts(value).map((text): [string, string] => [name, text]),
  );
  return members.length === 0 ? '' : `?${new URLSearchParams(members).toString()}`;
}

function listTexts(value: Member): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [String(value)];
}
