import request from 'supertest';
import { createTestApp } from '../../testing/test-app';
import { parse } from '../../http/validation';
import { openApi } from '../document';
import { DocumentForm } from './document-form';
import { writePage } from './write-page';

const { app } = createTestApp();
const document = parse(DocumentForm, openApi());

describe('the API page', () => {
  it('shows every operation and every form, without a token', async () => {
    const { text } = await request(app).get('/docs').expect(200).expect('Content-Type', /html/);
    for (const [path, methods] of Object.entries(document.paths))
      for (const { operationId } of Object.values(methods))
        expect([path, text.includes(`<details id="${operationId}">`)]).toEqual([path, true]);
    for (const name of Object.keys(document.components.schemas)) expect(text).toContain(`id="form-${name}"`);
    const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    for (const id of new Set(targets)) expect(text).toContain(`id="${String(id)}"`);
  });

  it('loads nothing but its style, and may run no script', async () => {
    const { text, headers } = await request(app).get('/docs').expect(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(text).not.toMatch(/<script|<img|<iframe|\sstyle=|\son\w+=|(href|src)="(https?:)?\/\//i);
    const loaded = [...text.matchAll(/<link[^>]* href="([^"]+)"/g)].map(([, path]) => path);
    expect(loaded).toEqual(['/docs/style.css']);
    await request(app).get('/docs/style.css').expect(200).expect('Content-Type', /css/);
  });

  it('comes compressed, once, and is found from the root', async () => {
    const first = await request(app).get('/docs').set('Accept-Encoding', 'gzip').expect('Content-Encoding', 'gzip');
    await request(app)
      .get('/docs')
      .set('If-None-Match', first.get('etag') ?? '')
      .expect(304);
    await request(app).get('/').expect(302).expect('Location', '/docs');
    await request(app).post('/docs').expect(405);
  });

  it('escapes what the document says', () => {
    const [tag = { name: '', description: '' }] = document.tags;
    const page = writePage({ ...document, tags: [{ ...tag, description: `<b onclick='x'>"&` }] }, '/s.css');
    expect(page).toContain('&lt;b onclick=&#39;x&#39;&gt;&quot;&amp;');
  });
});
