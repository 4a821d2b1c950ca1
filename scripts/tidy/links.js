const { posix } = require('node:path');
const { problem, lineAt } = require('./problem');

/** Every link of a Markdown file that stays in the repository leads to a tracked file, and to a heading or line it has. */
function checkLinks(files) {
  const folders = new Set([...files.keys()].flatMap(foldersAbove));
  return [...files]
    .filter(([path]) => path.endsWith('.md'))
    .flatMap(([path, text]) =>
      linksIn(text).flatMap(({ target, position }) => {
        const wrong = whatIsWrong(path, target, { files, folders });
        return wrong === undefined ? [] : [problem(path, lineAt(text, position), 'link', `${target}: ${wrong}`)];
      }),
    );
}

function foldersAbove(path) {
  const parts = path.split('/').slice(0, -1);
  return ['.', ...parts.map((_, end) => parts.slice(0, end + 1).join('/'))];
}

/** `[text](target)`, `[text]: target` and the sources of HTML; what stands in code is an example. */
function linksIn(text) {
  const prose = withoutCode(text).replace(/`[^`\n]*`/g, blank);
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const defined = [...prose.matchAll(/^ {0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/gm)];
  const html = [...prose.matchAll(/<(?:a|img|source)\s[^>]*?(?:href|src|srcset)="([^"]+)"/g)];
  const all = [...inline, ...defined, ...html].map((found) => ({ target: found[1], position: found.index }));
  return all.filter(({ target }) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target));
}

function withoutCode(text) {
  return text.replace(/^( {0,3})(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\2[^\n]*$|(?![\s\S]))/gm, blank);
}

/** Keeps the lines where they are. */
function blank(code) {
  return code.replace(/[^\n]/g, ' ');
}

function whatIsWrong(from, target, { files, folders }) {
  const [path, anchor] = decodeURIComponent(target).split('#');
  const base = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path);
  const to = path === '' ? from : posix.normalize(base).replace(/\/$/, '');
  if (!files.has(to)) return folders.has(to) ? undefined : 'no such file';
  return anchor === undefined || hasAnchor(to, files.get(to), anchor) ? undefined : 'no such heading or line';
}

function hasAnchor(path, text, anchor) {
  if (path.endsWith('.md')) return anchorsOf(text).has(anchor);
  const line = /^L(\d+)(?:-L\d+)?$/.exec(anchor);
  return line !== null && Number(line[1]) <= text.split('\n').length;
}

/** Headings as GitHub names them, the second of a name with `-1`, and ids given in HTML. */
function anchorsOf(text) {
  const prose = withoutCode(text);
  const anchors = new Set([...prose.matchAll(/<[^>]+\s(?:id|name)="([^"]+)"/g)].map((found) => found[1]));
  for (const [, heading] of prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = slugOf(heading);
    let name = slug;
    for (let next = 1; anchors.has(name); next += 1) name = `${slug}-${next}`;
    anchors.add(name);
  }
  return anchors;
}

function slugOf(heading) {
  const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return words.replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '').replace(/\s/g, '-');
}

module.exports = { checkLinks };
