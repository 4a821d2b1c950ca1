import type { Problems } from './problems';

const text = { type: 'string' };
const document = { schema: text };
const tags = ['listing'];
const security = [{ bearer: [] }, {}];

/** Returns the paths by which data portals read the listings: DCAT-AP 3, DCAT-US 1.1 and CSV. */
export function describeCataloguePaths({ problems }: { readonly problems: Problems }): object {
  const since = createQueryParameter('modifiedSince', 'Only listings that changed since this time in UTC.', text);
  const conditions = ['If-None-Match', 'If-Modified-Since'].map((name) => ({ name, in: 'header', required: false, schema: text }));
  return {
    '/v1/catalogue': {
      get: {
        operationId: 'GetCatalogue',
        tags,
        security,
        summary:
          'A page of the listings that the caller may see, without a token of those that everybody may see, in the format that it accepts. The Link header names the next page.',
        parameters: [
          createQueryParameter('format', 'The format, instead of the Accept header.', { enum: ['jsonld', 'turtle', 'csv', 'data-json'] }),
          createQueryParameter('limit', 'Listings per page. The default is 100.', { type: 'integer', minimum: 1, maximum: 200 }),
          createQueryParameter('cursor', 'Where to continue, as the Link header says.', text),
          since,
          ...conditions,
        ],
        responses: {
          '200': {
            description: 'The page.',
            content: { 'application/ld+json': { schema: { type: 'object' } }, 'text/turtle': document, 'text/csv': document },
          },
          '304': { description: 'The caller has this page.' },
          ...problems.refer(['INPUT_INVALID', 'CURSOR_INVALID']),
        },
      },
    },
    '/data.json': {
      get: {
        operationId: 'GetDataJson',
        tags,
        security,
        summary: 'All listings that the caller may see, without a token those that everybody may see, as DCAT-US 1.1.',
        parameters: [since],
        responses: {
          '200': { description: 'The catalogue.', content: { 'application/json': { schema: { type: 'object' } } } },
          ...problems.refer(['INPUT_INVALID']),
        },
      },
    },
  };
}

function createQueryParameter(name: string, description: string, schema: object): object {
  return { name, in: 'query', required: false, description, schema };
}
