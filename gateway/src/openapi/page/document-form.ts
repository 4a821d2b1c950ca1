import { Type, type Static } from '@sinclair/typebox';

const Reference = Type.Object({ $ref: Type.String() });
const Content = Type.Record(Type.String(), Type.Object({ schema: Type.Optional(Type.Unknown()), example: Type.Optional(Type.Unknown()) }));

const Parameter = Type.Object({
  name: Type.String(),
  in: Type.String(),
  required: Type.Optional(Type.Boolean()),
  description: Type.Optional(Type.String()),
  schema: Type.Optional(Type.Unknown()),
});
/** A parameter of an operation. */
export type Parameter = Static<typeof Parameter>;

const Body = Type.Object({ content: Content });
/** The body of a request. */
export type Body = Static<typeof Body>;

const Answer = Type.Object({ description: Type.String(), content: Type.Optional(Content) });
/** An answer of an operation under a status. */
export type Answer = Static<typeof Answer>;

const Operation = Type.Object({
  operationId: Type.String(),
  tags: Type.Array(Type.String()),
  summary: Type.String(),
  security: Type.Optional(Type.Array(Type.Unknown())),
  parameters: Type.Optional(Type.Array(Type.Union([Reference, Parameter]))),
  requestBody: Type.Optional(Type.Union([Reference, Body])),
  responses: Type.Record(Type.String(), Type.Union([Reference, Answer])),
});
/** An operation of the document. */
export type Operation = Static<typeof Operation>;

/** The parts of the OpenAPI document that its page shows. */
export const DocumentForm = Type.Object({
  tags: Type.Array(Type.Object({ name: Type.String(), description: Type.String() })),
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)),
  components: Type.Object({
    schemas: Type.Record(Type.String(), Type.Object({ examples: Type.Optional(Type.Array(Type.Unknown())) })),
    parameters: Type.Record(Type.String(), Parameter),
    requestBodies: Type.Record(Type.String(), Body),
    responses: Type.Record(Type.String(), Answer),
  }),
});
export type DocumentForm = Static<typeof DocumentForm>;
