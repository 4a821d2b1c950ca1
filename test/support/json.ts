import { readFileSync } from 'node:fs';
import type { Static, TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { AnswerOf, TransactionName } from '@databund/model';
import { TestError } from './test-error';

/** Parses JSON of a known form. @throws TestError UNEXPECTED_ANSWER */
export function parseJson<S extends TSchema>(schema: S, json: string | Uint8Array): Static<S> {
  return check(schema, JSON.parse(Buffer.from(json).toString()));
}

/** Returns a value if it has a form. @throws TestError UNEXPECTED_ANSWER */
export function check<S extends TSchema>(schema: S, value: unknown): Static<S> {
  if (Value.Check(schema, value)) return value;
  const { path, message } = Value.Errors(schema, value).First() ?? { path: '', message: '' };
  throw new TestError('UNEXPECTED_ANSWER', `Unexpected JSON at "${path}": ${message}. It is ${JSON.stringify(value).slice(0, 500)}`);
}

/** Reads a JSON file of a known form. @throws TestError UNEXPECTED_ANSWER */
export function readJson<S extends TSchema>(schema: S, path: string): Static<S> {
  return parseJson(schema, readFileSync(path));
}

/** Parses the answer of a transaction. */
export function parseAnswer<N extends TransactionName>(name: N, json: string | Uint8Array): AnswerOf<N> {
  return asAnswer(name, JSON.parse(Buffer.from(json).toString()));
}

/** Gives a value the type of a transaction's answer. The model's own tests check answers against their forms. */
export function asAnswer<N extends TransactionName>(_name: N, value: unknown): AnswerOf<N> {
  return value as AnswerOf<N>;
}
