import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalogue, type Ready } from '@databund/cli/catalogue';
import { describeOnShared } from '../support/shared-data';

const sourceOf = ({ content }: Ready) => JSON.parse(content.source?.record ?? '{}') as Record<string, unknown>;

describeOnShared('data/dcatus-philly', 'the mapping of a city’s catalogue', (path) => {
  const file = join(path, 'dcatus_philly.json');
  interface Dataset {
    readonly identifier: string;
    readonly keyword: readonly string[];
    readonly distribution: readonly { readonly format: string }[];
  }
  const { dataset } = JSON.parse(readFileSync(file, 'utf8')) as { readonly dataset: readonly Dataset[] };

  it('loses nothing: what has no place in a listing is in its source', async () => {
    const { ready } = await readCatalogue(file);
    for (const record of ready) {
      const original = dataset.find(({ identifier }) => identifier === record.identifier);
      const { keywords, distributions = [] } = record.content;
      expect(keywords ?? []).toEqual([...new Set(original?.keyword)]);
      const rest = sourceOf(record);
      expect(rest['accessLevel']).toBe('public');
      expect(rest['distribution'] ?? distributions.map(() => ({}))).toEqual(original?.distribution.map(({ format }) => ({ format })));
    }
  });

  it('names each record by the line on which a person finds it', async () => {
    const lines = readFileSync(file, 'utf8').split('\n');
    const { ready, rejected } = await readCatalogue(file);
    for (const { line, identifier } of [...ready, ...rejected]) {
      const following = lines.slice(line - 1).find((text) => text.includes('"identifier":'));
      expect(following).toContain(JSON.stringify(identifier));
    }
  });
});

describeOnShared('data/zh-en-firstdata', 'the mapping of a bilingual catalogue', (path) => {
  it('has both languages, byte for byte, under their tags', async () => {
    const { ready, rejected } = await readCatalogue(path);
    expect([ready.length, rejected]).toEqual([482, []]);
    for (const record of ready) {
      const {
        name,
        description,
        authority_level: level,
      } = JSON.parse(readFileSync(record.file, 'utf8')) as {
        readonly name: { readonly en: string; readonly zh?: string };
        readonly description: { readonly en: string; readonly zh?: string };
        readonly authority_level: string;
      };
      const { title, description: described } = record.content;
      expect([title['en'], title['zh-Hans']]).toEqual([name.en.trim(), name.zh?.trim()]);
      expect([described?.['en'], described?.['zh-Hans']]).toEqual([description.en.trim(), description.zh?.trim()]);
      expect(sourceOf(record)['authority_level']).toBe(level);
    }
  });
});
