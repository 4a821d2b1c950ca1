import { Type, type Static, type TObject, type TProperties, type TSchema } from '@sinclair/typebox';
import { checkRevision } from './check-revision';
import type { Admission, CallContext, Check, Checks, Context, Effect, KeyPolicy, Noun, Submit } from './declare';
import type { Details, ErrorCode } from './error-table';
import { Closed, Revision } from './forms';
import { checkAllowed, checkPermitted, getSingleTarget } from './lifecycle';
import { checkVisible, type NounModel } from './noun';
import type { Reader } from './reader';
import { Reason } from './text';

/** The input of a transition: the object's address, the revision that the caller read, and members of its own. */
type Input<A extends TProperties, P extends TProperties> = TObject<A & { revision: typeof Revision } & P>;
type CommandOf<A extends TProperties, P extends TProperties> = Static<Input<A, P>>;

/** An optional reason, as a further member of an input. */
export const optionalReason = { reason: Type.Optional(Reason) };

/** Names the witness of a step, as a further member of an input. */
export const optionalWitness = {
  witness: Type.Optional(
    Type.Literal('authority', {
      description: 'Names the authority as the witness of the time if the peer of the party that loses by the period cannot be reached.',
    }),
  ),
};

/** One step of a noun's state machine. Everything that all steps share comes from the noun. */
export interface Transition<F, Head extends object, C, P extends TProperties, S extends string> {
  readonly name: string;
  /** The row of the state machine. It is also the verb. */
  readonly action: S;
  readonly summary: string;
  /** The type of the event that it emits. */
  readonly event: string;
  /** The types of events that `also` may add. */
  readonly furtherEvents?: readonly string[];
  /** Further members of the input. */
  readonly input?: P;
  readonly readErrors?: readonly ErrorCode[];
  readonly admits?: Admission;
  readonly begins?: true;
  readonly endorsedBy?: Submit['endorsedBy'];
  isWitnessed?(command: C): boolean;
  /** Fails with SELF_DEALING, right after NOT_PERMITTED. */
  readonly guard?: Check<F, C>;
  /** Further checks, after those of every transition. One with a code of theirs takes its place. */
  readonly checks?: Checks<F, C>;
  /** Reads more than the noun does. */
  read?(reader: Reader, command: C, context: CallContext): Promise<F>;
  /** Returns the head after the step, apart from its state. The default is the head as it was. */
  head?(context: Context<F, C>): Head;
  /** Returns the next state if the table lists several. */
  nextState?(context: Context<F, C>): string;
  /** Returns the type of the event, if it depends on the outcome. */
  eventOf?(context: Context<F, C>): string;
  /** Returns the row that was taken, if the caller decides between two. */
  actionOf?(context: Context<F, C>): string;
  /** Returns the key policy of the head, if this step sets one. */
  policy?(context: Context<F, C>): KeyPolicy | undefined;
  /** Returns what else is written. */
  also?(context: Context<F, C>): Partial<Effect>;
}

type AnyModel = NounModel<unknown, object, Noun, TProperties, TSchema>;
type AnyTransition = Transition<unknown, object, AnyCommand, TProperties, string>;

/**
 * Declares a step of a noun's state machine. It checks that the object exists for the caller, who may act, the revision and the state;
 * it writes the head with the next state of the table, and emits the event with the object's ids.
 */
export function declareTransition<
  Facts,
  Head extends object,
  N extends Noun,
  A extends TProperties,
  V extends TSchema,
  const S extends string,
  F extends Facts = Facts,
  // eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- A step without input of its own adds no member.
  P extends TProperties = Record<never, never>,
>(model: NounModel<Facts, Head, N, A, V>, step: Transition<F, Head, CommandOf<A, P>, P, S>): Submit<F, Input<A, P>, V, N, S>;
export function declareTransition(model: AnyModel, step: AnyTransition): Submit {
  const { name, action, summary, event, admits, begins, endorsedBy, furtherEvents = [], readErrors = [], input = {} } = step;
  return {
    kind: 'submit',
    name,
    noun: model.noun,
    verb: action,
    summary,
    ...(admits && { admits }),
    ...(begins && { begins }),
    ...(endorsedBy && { endorsedBy }),
    ...(step.isWitnessed && { isWitnessed: (command) => step.isWitnessed?.(narrowCommand(command)) === true }),
    address: Object.keys(model.address),
    input: Closed({ ...model.address, revision: Revision, ...input }),
    output: model.output,
    readErrors: [model.notFound, ...readErrors],
    read: (reader, command, context) =>
      step.read ? step.read(reader, narrowCommand(command), context) : model.read(reader, narrowCommand(command), context),
    relate: (facts, caller) => model.relate(facts, caller),
    checks: { ...makeChecks(model, action, step), ...step.checks },
    effect: (context) => makeEffect(model, step, context),
    answer: ({ facts, at }) => model.view(facts, at),
    emits: [event, ...furtherEvents],
  };
}

/** Checks of a step that differ from those of every transition. */
interface Variant<Facts, Command> {
  readonly guard?: Check<Facts, Command> | undefined;
  /** Compares what the caller read with what is there. The default compares revisions. */
  readonly isCurrent?: Check<Facts, Command>;
}

/** Returns the checks that every step of a state machine makes, in their order. */
export function makeChecks<Facts, Head extends object, Command>(
  model: NounModel<Facts, Head, Noun, TProperties, TSchema>,
  action: string,
  { guard, isCurrent }: Variant<Facts, Command> = {},
): Checks<Facts, Command> {
  return {
    ...checkVisible(model),
    NOT_PERMITTED: ({ actors }: Context<Facts, Command>) => checkPermitted(model.lifecycle, action, actors),
    ...(guard && { SELF_DEALING: guard }),
    REVISION_CONFLICT: isCurrent ?? (({ facts, command }) => checkRevision(model.head(facts), narrowCommand(command).revision)),
    ACTION_NOT_ALLOWED: (context: Context<Facts, Command>) => checkState(model, action, context),
  };
}

/** Returns the state and what is allowed in it, if the action is not. */
export function checkState<Facts, Head extends object>(
  model: NounModel<Facts, Head, Noun, TProperties, TSchema>,
  action: string,
  { facts, actors, at }: Context<Facts, unknown>,
): Details | undefined {
  return checkAllowed(model.lifecycle, action, model.stateOf(facts, at), actors);
}

function makeEffect(model: AnyModel, step: AnyTransition, erased: Context<unknown, unknown>): Effect {
  const context = { ...erased, command: narrowCommand(erased.command) };
  const before = model.head(context.facts);
  const head = step.head?.(context) ?? before;
  const action = findAction(step, context);
  const state = findNextState(model, step, context) ?? before.state;
  const { puts = [], events = [], ...rest } = step.also?.(context) ?? {};
  const { reason, witness } = context.command;
  const put = { key: model.keyOf(head), action, reason, witness, value: { ...head, state }, ...makePolicy(step, context) };
  return {
    puts: [put, ...puts.map((each) => ({ ...each, witness }))],
    events: [{ type: step.eventOf?.(context) ?? step.event, ...model.idsOf(head) }, ...events],
    ...rest,
  };
}

function findAction(step: AnyTransition, context: Context<unknown, AnyCommand>): string {
  return step.actionOf?.(context) ?? step.action;
}

function findNextState(model: AnyModel, step: AnyTransition, context: Context<unknown, AnyCommand>): string | undefined {
  const chosen = step.nextState?.(context);
  const row = model.lifecycle[findAction(step, context)];
  return chosen ?? (row && getSingleTarget(row));
}

function makePolicy(step: AnyTransition, context: Context<unknown, AnyCommand>) {
  const policy = step.policy?.(context);
  return policy && { policy };
}

/** A command as far as every transition knows it. */
type AnyCommand = Readonly<Record<string, unknown>> & {
  readonly revision: number;
  readonly reason?: Reason;
  readonly witness?: 'authority';
};

/** Regains the type of a command. `as`: its form has been checked. */
function narrowCommand(command: unknown): AnyCommand {
  return command as AnyCommand;
}
