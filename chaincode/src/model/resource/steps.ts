import { Type, type Static } from '@sinclair/typebox';
import type { ErrorCode } from '../error-table';
import { Closed, Id, Reason, Revision } from '../forms';
import { keys } from '../keys';
import { forbids, lacks } from '../lifecycle';
import type { Reader } from '../reader';
import type { Recorded } from '../record';
import { stale } from '../revision';
import { declareSubmit, type Checks, type Effect, type Situation } from '../transaction';
import { ResourceContent, ResourceView, resourceLife, type ResourceRecord } from './records';
import { isResourceHidden, relateToResource, seeResource, viewResource } from './seen';

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

interface Step<Command, C extends ErrorCode = never> {
  readonly name: string;
  readonly action: keyof typeof resourceLife;
  readonly happening: string;
  readonly summary: string;
  /** What it asks besides what every step asks. */
  readonly checks?: Checks<Seen, Command, C>;
  /** The resource after it. */
  readonly becomes: (situation: Situation<Seen, Command>) => ResourceRecord;
}

/** A step of a resource’s life that takes nothing but the revision that was seen. */
export function step<C extends ErrorCode = never>({ name, action, happening, summary, checks, becomes }: Step<object, C>) {
  return declareSubmit<Seen>()({
    ...common,
    name,
    verb: action,
    summary,
    input: Closed(named),
    checks: { ...checksOf(action), ...(checks ?? ({} as Checks<Seen, object, C>)) },
    effect: (situation) => effectOf(action, happening, becomes(situation), situation.command.reason),
    happens: [happening],
  });
}

/** A step of a resource’s life that says its content anew. */
export function rewriting({ name, action, happening, summary, becomes }: Step<{ readonly content: Static<typeof ResourceContent> }>) {
  return declareSubmit<Seen>()({
    ...common,
    name,
    verb: action,
    summary,
    input: Closed({ ...named, content: ResourceContent }),
    checks: checksOf(action),
    effect: (situation) => effectOf(action, happening, becomes(situation), situation.command.reason),
    happens: [happening],
  });
}

/** Writes a resource as an action leaves it, and says what happened. */
export function effectOf(action: keyof typeof resourceLife, happening: string, value: ResourceRecord, reason: string | undefined): Effect {
  return { puts: [{ key: keys.resource(value.id), action, reason, value }], happenings: [{ type: happening, id: value.id }] };
}

/** What every step asks, in this order. */
export function checksOf<Seen extends Recorded<ResourceRecord>>(action: keyof typeof resourceLife) {
  type Asked = Pick<Situation<Seen, { readonly revision: number }>, 'seen' | 'command' | 'is'>;
  return {
    RESOURCE_NOT_FOUND: ({ seen, is }: Asked) => (isResourceHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }: Asked) => lacks(resourceLife, action, is),
    REVISION_CONFLICT: ({ seen, command }: Asked) => stale(seen, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }: Asked) => forbids(resourceLife, action, seen.state, is),
  };
}
