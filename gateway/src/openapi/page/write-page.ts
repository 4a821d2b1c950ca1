import type { Answer, Body, DocumentForm, Operation, Parameter } from './document-form';

/** An operation with its place in the document. */
interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Returns the OpenAPI document as one page of HTML, without scripts, images or addresses of other hosts. */
export function writePage(document: DocumentForm, stylePath: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Placed => ({ method: method.toUpperCase(), path, operation })),
  );
  const sections = document.tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags[0] === name).map((each) => writeOperation(each, document));
    return `<section id="${escape(name)}"><h2>${escape(name)}</h2><p>${escape(description)}</p>${own.join('')}</section>`;
  });
  const links = document.tags.map(({ name }) => `<a href="#${escape(name)}">${escape(name)}</a>`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Databund API</title>
<link rel="stylesheet" href="${stylePath}"></head>
<body><header><h1>Databund API</h1>${introduction}<nav>${[...links, '<a href="#forms">forms</a>'].join(' ')}</nav></header>
<main>${sections.join('\n')}${writeForms(document)}</main></body>
</html>
`;
}

const introduction = `
<p>Every operation of this gateway, from its <a href="/v1/openapi.json">OpenAPI document</a>. Send a token as <code>Authorization: Bearer</code>.</p>
<p>A one-time code begins a session: <code>databund login</code> takes it, and so does <code>POST /v1/sessions</code>. An address that
<code>databund open</code> printed has one after <code>#code=</code>.</p>`;

function writeOperation({ method, path, operation }: Placed, document: DocumentForm): string {
  const { operationId, summary, security } = operation;
  const body = findBody(operation, document);
  const parts = [
    `<p>${security?.length === 0 ? 'Needs no token.' : 'Needs a token.'}</p>`,
    writeParameters((operation.parameters ?? []).flatMap((each) => findParameter(each, document))),
    body ? `<h4>Body</h4>${writeContent(body.content, document)}` : '',
    `<h4>Answers</h4>${writeAnswers(operation, document)}`,
    `<h4>With curl</h4>${writeCode(writeCurl({ method, path, operation }, body && findExample(body.content, document)))}`,
  ];
  const name = `<b class="${method.toLowerCase()}">${method}</b> <code>${escape(path)}</code>`;
  return `<details id="${escape(operationId)}"><summary>${name} ${escape(summary)}</summary>${parts.join('')}</details>`;
}

function writeParameters(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(({ name, in: place, required, description = '', schema }) => {
    const need = required === true ? 'required' : '';
    return `<tr><td><code>${escape(name)}</code></td><td>${escape(place)}</td><td>${need}</td><td>${escape(description)} ${linkForm(schema)}</td></tr>`;
  });
  return `<h4>Parameters</h4><table>${rows.join('')}</table>`;
}

function writeAnswers({ responses }: Operation, document: DocumentForm): string {
  const rows = Object.entries(responses).map(([status, given]) => {
    const { description, content = {} } = findAnswer(given, document);
    const codes = listCodes(content).map((code) => `<code>${escape(code)}</code>`);
    const what = codes.length > 0 ? codes.join(' ') : `${escape(description)} ${listForms(content)}`;
    return `<tr><td>${escape(status)}</td><td>${what}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

function writeContent(content: Body['content'], document: DocumentForm): string {
  const example = findExample(content, document);
  return `<p>${listForms(content)} ${Object.keys(content).map(escape).join(', ')}</p>${example === undefined ? '' : writeJson(example)}`;
}

/** Writes each named form, so that references lead to it. */
function writeForms({ components }: DocumentForm): string {
  const forms = Object.entries(components.schemas).map(
    ([name, schema]) => `<details id="form-${escape(name)}"><summary><code>${escape(name)}</code></summary>${writeJson(schema)}</details>`,
  );
  return `<section id="forms"><h2>forms</h2><p>JSON Schema of bodies and answers.</p>${forms.join('')}</section>`;
}

function writeCurl({ method, path, operation: { security } }: Placed, example: unknown): string {
  const lines = [
    `curl -X ${method} "$GATEWAY${path}"`,
    ...(security?.length === 0 ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(example === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(example).replaceAll("'", "'\\''")}'`]),
  ];
  return lines.join(' \\\n  ');
}

const writeJson = (value: unknown) => writeCode(JSON.stringify(value, null, 2));
const writeCode = (text: string) => `<pre>${escape(text)}</pre>`;

function findParameter(given: NonNullable<Operation['parameters']>[number], { components }: DocumentForm): readonly Parameter[] {
  if ('name' in given) return [given];
  const found = components.parameters[readName(given.$ref)];
  return found ? [found] : [];
}

function findBody({ requestBody }: Operation, { components }: DocumentForm): Body | undefined {
  return requestBody && '$ref' in requestBody ? components.requestBodies[readName(requestBody.$ref)] : requestBody;
}

function findAnswer(given: Operation['responses'][string], { components }: DocumentForm): Answer {
  return '$ref' in given ? (components.responses[readName(given.$ref)] ?? { description: '' }) : given;
}

/** Returns the example of a body of JSON, its own or that of its form. */
function findExample(content: Body['content'], { components }: DocumentForm): unknown {
  const { schema, example } = content['application/json'] ?? {};
  if (example !== undefined) return example;
  const name = readReference(schema);
  return name === undefined ? undefined : components.schemas[name]?.examples?.[0];
}

/** Returns the error codes that an answer may have. */
function listCodes(content: Body['content']): readonly string[] {
  const schema = content['application/problem+json']?.schema;
  const [, codes = ''] = /"code":\{"enum":\[([^\]]*)\]/.exec(JSON.stringify(schema ?? '')) ?? [];
  return codes.split(',').flatMap((code) => (code === '' ? [] : [code.replaceAll('"', '')]));
}

function listForms(content: Body['content']): string {
  return Object.values(content)
    .map(({ schema }) => linkForm(schema))
    .join(' ');
}

function linkForm(schema: unknown): string {
  const name = readReference(schema);
  return name === undefined ? '' : `<a href="#form-${escape(name)}">${escape(name)}</a>`;
}

function readReference(schema: unknown): string | undefined {
  const isReference = typeof schema === 'object' && schema !== null && '$ref' in schema && typeof schema.$ref === 'string';
  return isReference ? readName(String(schema.$ref)) : undefined;
}

const readName = (reference: string) => reference.split('/').at(-1) ?? '';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
