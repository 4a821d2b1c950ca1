import { Type } from '@sinclair/typebox';
import { Closed, Id, Reason, Revision } from '../forms';
import { keys } from '../keys';
import { forbids, lacks } from '../lifecycle';
import type { Recorded } from '../record';
import { stale } from '../revision';
import { declareSubmit, type Put, type Situation } from '../transaction';
import { ResourceView, resourceLife, type ResourceRecord, type ResourceState } from './records';
import { isResourceHidden, relateToResource, seeResource, viewResource } from './seen';

/** A step of a resource’s life. */
export interface Step {
  readonly name: string;
  readonly action: keyof typeof resourceLife;
  readonly to: ResourceState;
  readonly happening: string;
  readonly summary: string;
  /** What else it writes. */
  readonly changes?: (situation: Situation<Recorded<ResourceRecord>, object>) => Partial<ResourceRecord>;
}

/** A step of a resource’s life that takes nothing but the revision that was seen. */
export function step({ name, action, to, happening, summary, changes = () => ({}) }: Step) {
  return declareSubmit<Recorded<ResourceRecord>>()({
    name,
    noun: 'resource',
    verb: action,
    summary,
    address: ['id'],
    input: Closed({ id: Id('res'), revision: Revision, reason: Type.Optional(Reason) }),
    output: ResourceView,
    see: (reader, { id }) => seeResource(reader, id),
    relate: relateToResource,
    checks: checksOf(action),
    effect: (situation) => ({
      puts: [putOf(situation.seen, action, { ...changes(situation), state: to }, situation.command.reason)],
      happenings: [{ type: happening, id: situation.seen.id }],
    }),
    answer: ({ seen }) => viewResource(seen),
    happens: [happening],
  });
}

/** A resource with what an action changes of it. */
export function putOf(
  resource: ResourceRecord,
  action: keyof typeof resourceLife,
  changes: Partial<ResourceRecord>,
  reason?: string,
): Put<ResourceRecord> {
  return { key: keys.resource(resource.id), action, reason, value: { ...resource, ...changes } };
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
