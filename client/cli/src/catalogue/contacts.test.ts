import { defaultParameters } from '@databund/model';
import { dropContacts } from './contacts';
import { mapRecord } from './map-record';
import { dcatUs } from './formats/dcat-us';
import { firstData } from './formats/first-data';
import { frictionless } from './formats/frictionless';
import type { Format } from './format';
import type { SourceObject } from './source-object';

const person = { name: 'Jane Roe', email: 'jane.roe@example.org' };

describe('dropContacts', () => {
  it.each<[string, SourceObject]>([
    ['contactPoint', { contactPoint: { fn: 'Jane Roe', hasEmail: 'mailto:jane.roe@example.org' } }],
    ['dcat:contactPoint', { 'dcat:contactPoint': { '@id': 'urn:jane' } }],
    ['contributors', { contributors: [{ title: 'Jane Roe', role: 'author' }] }],
    ['dct:creator', { 'dct:creator': [person] }],
    ['http://purl.org/dc/terms/creator', { 'http://purl.org/dc/terms/creator': 'Jane Roe' }],
    ['author', { author: 'Jane Roe' }],
    ['author_email', { author_email: 'jane' }],
    ['maintainer', { maintainer: 'Jane Roe' }],
    ['maintainerPhone', { maintainerPhone: '1' }],
    ['vcard:fn', { 'vcard:fn': 'Jane Roe' }],
    ['hasTelephone', { hasTelephone: { hasValue: 'tel:+1-555-0100' } }],
    ['foaf:mbox', { 'foaf:mbox': 'jane' }],
    ['dataOwner', { dataOwner: 'Jane Roe' }],
    ['rights', { rights: 'Ask jane.roe@example.org first.' }],
    ['references', { references: 'MAILTO:jane' }],
    ['publisher.hasEmail', { publisher: { hasEmail: 'jane' } }],
    ['distribution.creator', { distribution: [{ creator: 'Jane Roe' }] }],
    ['extras', { extras: [{ key: 'contact-name', value: 'Jane Roe' }] }],
    ['responsible', { responsible: { '@type': 'foaf:Person', name: 'Jane Roe' } }],
    ['quality.issues', { quality: { issues: ['see jane.roe@example.org'] } }],
  ])('drops %s and names it', (path, record) => {
    expect(dropContacts(record)).toEqual({ kept: undefined, dropped: [path] });
  });

  it('drops the name next to an address, and keeps the rest of the object', () => {
    expect(dropContacts({ sources: [{ title: 'Jane Roe', email: 'jane', path: 'https://a.example' }] })).toEqual({
      kept: { sources: [{ path: 'https://a.example' }] },
      dropped: ['sources.title', 'sources.email'],
    });
  });

  it('keeps members of other meaning, empty values, and the places of objects in a list', () => {
    const kept = {
      rights: 'none',
      publisher: { subOrganizationOf: { name: 'City of Philadelphia' } },
      sources: [{ title: 'GeoNames', path: 'https://download.geonames.org/export/zip/' }],
      schema: { fields: [{ name: 'email' }, { name: 'phone' }] },
      spatial: { type: 'Point', coordinates: [1, 2] },
      references: [{}, []],
      handle: '@city',
    };
    expect(dropContacts(kept)).toEqual({ kept, dropped: [] });
    expect(dropContacts({ distribution: [{ creator: 'Jane' }, { format: 'CSV' }] })).toEqual({
      kept: { distribution: [{}, { format: 'CSV' }] },
      dropped: ['distribution.creator'],
    });
  });
});

describe.each<[string, Format, SourceObject]>([
  ['DCAT-US', dcatUs, { title: 'Readings', identifier: 'r', contactPoint: { fn: 'Jane Roe', hasEmail: 'mailto:jane.roe@example.org' } }],
  ['Frictionless', frictionless, { name: 'r', path: 'https://a.example/r.csv', sources: [{ title: 'Jane', ...person }] }],
  ['FirstData', firstData, { id: 'r', name: { en: 'R' }, data_url: 'https://a.example', maintainer: person }],
])('a record of %s with a contact', (_name, format, record) => {
  const context = { folder: '.', document: {}, language: 'en', isStrict: false, limits: defaultParameters };
  const named = /Jane Roe|jane\.roe|maintainer/;

  it('leaves the contact out of the listing and counts it', async () => {
    const { content, droppedContacts } = await mapRecord(format, record, context, 'r');
    expect(JSON.stringify(content)).not.toMatch(named);
    expect(droppedContacts.length).toBeGreaterThan(0);
  });

  it('keeps it if the user asks for that', async () => {
    const { content, droppedContacts } = await mapRecord(format, record, { ...context, keepContacts: true }, 'r');
    expect([content.source?.record, droppedContacts]).toEqual([expect.stringMatching(named), []]);
  });
});
