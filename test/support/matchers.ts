// Jest types its asymmetric matchers as `any`; these are the same matchers, typed as `unknown`.

/** Matches a string that contains this text. */
export const matchText = (text: string): unknown => expect.stringContaining(text);

/** Matches a string that matches this pattern. */
export const matchPattern = (pattern: string | RegExp): unknown => expect.stringMatching(pattern);

/** Matches an object that has these members. */
export const matchMembers = (members: object): unknown => expect.objectContaining(members);

/** Matches a list that has these items, in any order. */
export const matchItems = (items: readonly unknown[]): unknown => expect.arrayContaining([...items]);

/** Matches any string. */
export const anyString: unknown = expect.any(String);

/** Matches any number. */
export const anyNumber: unknown = expect.any(Number);
