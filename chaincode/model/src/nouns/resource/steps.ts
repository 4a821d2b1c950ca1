import { Type, type Static } from '@sinclair/typebox';
import type { ErrorCode } from '../../kernel/error-table';
import { Closed, Id, Reason, Revision } from '../../kernel/forms';
import { keys } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { stale } from '../../kernel/revision';
import { declareSubmit, type Checks, type Effect, type Context } from '../../kernel/transaction';
import { ResourceContent, ResourceView, resourceLife, type ResourceRecord } from './records';
import { isResourceHidden, judgesItsOwn, relateToResource, seeResource, viewResource } from './seen';

type Seen = Recorded<ResourceRecord>;
/** What every step names: the resource, its revision that was seen, and why. */
const named = { id: Id('res'), revision: Revision, reason: Type.Optional(Reason) };
/** What all steps have in common. */
const common = {
  noun: 'resource',
  address: ['id'],
  output: ResourceView,
  see: (reader: Reader, { id }: { readonly id: string }) => seeResource(reader, id),
  relate: relateToResource,
  answer: ({ seen }: { readonly seen: Seen }) => viewResource(seen),
} as const;

type Action = keyof typeof resourceLife;
interface Step<Command, C extends ErrorCode> {
  readonly name: string;
  readonly action: Action;
  readonly event: string;
  readonly summary: string;
  /** What it asks: as a step of the holder’s, or of the authority’s. */
  readonly checks: (action: Action) => Checks<Seen, { readonly revision: number }, C>;
  /** The resource after it. */
  readonly becomes: (context: Context<Seen, Command>) => ResourceRecord;
}

/** A step of a resource’s life that takes nothing but the revision that was seen. */
export function step<C extends ErrorCode>({ name, action, event, summary, checks, becomes }: Step<object, C>) {
  return declareSubmit<Seen>()({
    ...common,
    name,
    verb: action,
    summary,
    input: Closed(named),
    checks: checks(action),
    effect: (context) => effectOf(action, event, becomes(context), context.command.reason),
    emits: [event],
  });
}

interface Rewriting {
  readonly content: Static<typeof ResourceContent>;
}

/** A step of a resource’s life that says its content anew. */
export function rewriting<C extends ErrorCode>({ name, action, event, summary, checks, becomes }: Step<Rewriting, C>) {
  return declareSubmit<Seen>()({
    ...common,
    name,
    verb: action,
    summary,
    input: Closed({ ...named, content: ResourceContent }),
    checks: checks(action),
    effect: (context) => effectOf(action, event, becomes(context), context.command.reason),
    emits: [event],
  });
}

/** Writes a resource as an action leaves it, and says what happened. */
export function effectOf(action: Action, event: string, value: ResourceRecord, reason: string | undefined): Effect {
  return { puts: [{ key: keys.resource(value.id), action, reason, value }], events: [{ type: event, id: value.id }] };
}

type Asked = Pick<Context<Seen, { readonly revision: number }>, 'seen' | 'command' | 'is'>;

/** What every step of the holder’s asks, in this order. */
export function checksOfHolder(action: Action) {
  return {
    RESOURCE_NOT_FOUND: ({ seen, is }: Asked) => (isResourceHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }: Asked) => lacks(resourceLife, action, is),
    REVISION_CONFLICT: ({ seen, command }: Asked) => stale(seen, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }: Asked) => forbids(resourceLife, action, seen.state, is),
  };
}

/** What every step of the authority’s asks, in this order: nobody judges its own resource. */
export function checksOfAuthority(action: Action) {
  const { RESOURCE_NOT_FOUND, NOT_PERMITTED, ...others } = checksOfHolder(action);
  return { RESOURCE_NOT_FOUND, NOT_PERMITTED, SELF_DEALING: ({ is }: Asked) => judgesItsOwn(is), ...others };
}
