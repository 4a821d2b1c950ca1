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

/** A mailbox, or a member that names a person, in what would be written to the ledger. */
const contact = /[\w.+-]+@[\w-]+\.\w|mailto:|"(?:contactPoint|fn|hasEmail)"/;

describeOnShared('data/dcatus-philly', "the mapping of a city's catalogue", (path) => {
  const file = join(path, 'dcatus_philly.json');
  const { dataset } = readJson(datasetForm, file);

  it('writes no contact point and no mailbox into a source, and counts what it left out', async () => {
    const { ready, droppedContacts } = await readCatalogue(file);
    expect(ready.filter(({ content }) => contact.test(JSON.stringify(content.source))).map(({ identifier }) => identifier)).toEqual([]);
    expect(droppedContacts).toEqual({ contactPoint: 402, description: 1 });
  });

  it('writes the contact points if the user asks for that', async () => {
    const { ready, droppedContacts } = await readCatalogue(file, { keepContacts: true });
    expect([ready.filter((record) => 'contactPoint' in readSource(record)).length, droppedContacts]).toEqual([402, {}]);
  });

  it('keeps every other member that has no place in a listing in its source', async () => {
    const { ready } = await readCatalogue(file);
    for (const record of ready) {
      const original = dataset.find(({ identifier }) => identifier === record.identifier);
      const { keywords, distributions = [] } = record.content;
      expect(keywords ?? []).toEqual([...new Set(original?.keyword)]);
      const rest = readSource(record);
      expect(rest['accessLevel']).toBe('public');
      const formats = original?.distribution?.map(({ format }) => ({ format })) ?? [];
      const kept = rest['distribution'] ?? distributions.map(() => ({}));
      // The distributions of a few records are so many that their source keeps them by hash.
      if (typeof kept === 'string') expect(kept).toMatch(/^sha-256:/);
      else expect(kept).toMatchObject(formats);
    }
  });

  it('reports each record with its line in the file', async () => {
    const lines = readFileSync(file, 'utf8').split('\n');
    const { ready, rejected } = await readCatalogue(file);
    for (const { line, identifier } of [...ready, ...rejected]) {
      const following = lines.slice(line - 1).find((text) => text.includes('"identifier":'));
      expect(following).toContain(JSON.stringify(identifier));
    }
  });
});

describeOnShared('data/zh-en-firstdata', 'the mapping of a bilingual catalogue', (path) => {
  it('keeps both languages byte for byte under their tags, and loses no record to the rule for contacts', async () => {
    const { ready, rejected, droppedContacts } = await readCatalogue(path);
    expect([ready.length, rejected, droppedContacts]).toEqual([482, [], {}]);
    for (const record of ready) {
      const { name, description, authority_level: level } = readJson(recordForm, record.file);
      const { title, description: described } = record.content;
      expect([title['en'], title['zh-Hans']]).toEqual([name.en.trim(), name.zh?.trim()]);
      expect([described?.['en'], described?.['zh-Hans']]).toEqual([description.en.trim(), description.zh?.trim()]);
      expect(readSource(record)['authority_level']).toBe(level);
    }
  });
});

describeOnShared('data/import-cases', 'the import case of a contact point', (path) => {
  it('removes the name and the mailbox of a contact point from the listing', async () => {
    const { ready, droppedContacts } = await readCatalogue(join(path, '46-contact-point.json'));
    expect(
      ready.map(({ content }) => [contact.test(JSON.stringify(content)), JSON.stringify(content).includes('Synthetic Person')]),
    ).toEqual([[false, false]]);
    expect(droppedContacts).toEqual({ contactPoint: 1 });
  });
});
