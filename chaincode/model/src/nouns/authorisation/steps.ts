import { forbids, lacks, type Actor } from '../../kernel/lifecycle';
import { stale } from '../../kernel/revision';
import type { Context } from '../../kernel/transaction';
import { authorisationLife } from './records';
import { isHiddenFrom, stateOfSeen, type SeenAuthorisation } from './seen';

/** What every step of an authorisation’s head asks, in this order. */
export function checksOf<Seen extends SeenAuthorisation>(action: keyof typeof authorisationLife) {
  type Asked = Pick<Context<Seen, { readonly revision: number }>, 'seen' | 'command' | 'is' | 'at'>;
  return {
    AUTHORISATION_NOT_FOUND: ({ is }: { readonly is: ReadonlySet<Actor> }) => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }: { readonly is: ReadonlySet<Actor> }) => lacks(authorisationLife, action, is),
    REVISION_CONFLICT: ({ seen, command }: Asked) => stale(seen.authorisation, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is, at }: Asked) => forbids(authorisationLife, action, stateOfSeen(seen, at), is),
  };
}
