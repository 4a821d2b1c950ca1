import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { readCatalogue, type Ready } from '@databund/cli/catalogue';
import { objectForm } from '../support/command-line';
import { parseJson, readJson } from '../support/json';
import { describeOnShared } from '../support/shared-data';

const readSource = ({ content }: Ready) => parseJson(objectForm, content.source?.record ?? '{}');
const datasetForm = Type.Object({
  dataset: Type.Array(
    Type.Object({
      identifier: Type.Optional(Type.String()),
      keyword: Type.Optional(Type.Array(Type.String())),
      distribution: Type.Optional(Type.Array(Type.Object({ format: Type.Optional(Type.String()) }))),
    }),
  ),
});
const textForm = Type.Object({ en: Type.String(), zh: Type.Optional(Type.String()) });
const recordForm = Type.Object({ name: textForm, description: textForm, authority_level: Type.String() });

describeOnShared('data/dcatus-philly', 'mapping of the DCAT-US catalogue of a city', (path) => {
  const file = join(path, 'dcatus_philly.json');
  const { dataset } = readJson(datasetForm, file);

  it('keeps every member of a DCAT-US record, in the listing or in its source', async () => {
    const { ready } = await readCatalogue(file);
    for (const record of ready) {
      const original = dataset.find(({ identifier }) => identifier === record.identifier);
      const { keywords, distributions = [] } = record.content;
      expect(keywords ?? []).toEqual([...new Set(original?.keyword)]);
      const rest = readSource(record);
      expect(rest['accessLevel']).toBe('public');
      expect(rest['distribution'] ?? distributions.map(() => ({}))).toEqual(original?.distribution?.map(({ format }) => ({ format })));
    }
  });

  it('names each DCAT-US record by its line in the file', async () => {
    const lines = readFileSync(file, 'utf8').split('\n');
    const { ready, rejected } = await readCatalogue(file);
    for (const { line, identifier } of [...ready, ...rejected]) {
      const following = lines.slice(line - 1).find((text) => text.includes('"identifier":'));
      expect(following).toContain(JSON.stringify(identifier));
    }
  });
});

describeOnShared('data/zh-en-firstdata', 'mapping of a bilingual catalogue', (path) => {
  it('keeps both languages of a record byte for byte, under their language tags', async () => {
    const { ready, rejected } = await readCatalogue(path);
    expect([ready.length, rejected]).toEqual([482, []]);
    for (const record of ready) {
      const { name, description, authority_level: level } = readJson(recordForm, record.file);
      const { title, description: described } = record.content;
      expect([title['en'], title['zh-Hans']]).toEqual([name.en.trim(), name.zh?.trim()]);
      expect([described?.['en'], described?.['zh-Hans']]).toEqual([description.en.trim(), description.zh?.trim()]);
      expect(readSource(record)['authority_level']).toBe(level);
    }
  });
});
