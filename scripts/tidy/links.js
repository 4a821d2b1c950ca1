const { posix } = require('node:path');
const { createProblem, getLineAt } = require('./problem');

/** Reports links in Markdown to files, headings or lines that the repository does not have. */
function checkLinks(files) {
  const folders = new Set([...files.keys()].flatMap(listFolders));
  return [...files]
    .filter(([path]) => path.endsWith('.md'))
    .flatMap(([path, text]) =>
      findLinks(text).flatMap(({ target, position }) => {
        const wrong = explainBroken(path, target, { files, folders });
        return wrong === undefined ? [] : [createProblem(path, getLineAt(text, position), 'link', `${target}: ${wrong}`)];
      }),
    );
}

function listFolders(path) {
  const parts = path.split('/').slice(0, -1);
  return ['.', ...parts.map((_, end) => parts.slice(0, end + 1).join('/'))];
}

/** Finds `[text](target)`, `[text]: target` and the sources of HTML, except in code. */
function findLinks(text) {
  const prose = removeCode(text).replace(/`[^`\n]*`/g, clear);
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const defined = [...prose.matchAll(/^ {0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/gm)];
  const html = [...prose.matchAll(/<(?:a|img|source)\s[^>]*?(?:href|src|srcset)="([^"]+)"/g)];
  const all = [...inline, ...defined, ...html].map((found) => ({ target: found[1], position: found.index }));
  return all.filter(({ target }) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target));
}

function removeCode(text) {
  return text.replace(/^( {0,3})(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\2[^\n]*$|(?![\s\S]))/gm, clear);
}

/** Keeps line breaks, so that line numbers stay right. */
function clear(code) {
  return code.replace(/[^\n]/g, ' ');
}

function explainBroken(from, target, { files, folders }) {
  const [path, anchor] = decodeURIComponent(target).split('#');
  const base = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path);
  const to = path === '' ? from : posix.normalize(base).replace(/\/$/, '');
  if (!files.has(to)) return folders.has(to) ? undefined : 'no such file';
  return anchor === undefined || hasAnchor(to, files.get(to), anchor) ? undefined : 'no such heading or line';
}

function hasAnchor(path, text, anchor) {
  if (path.endsWith('.md')) return listAnchors(text).has(anchor);
  const line = /^L(\d+)(?:-L\d+)?$/.exec(anchor);
  return line !== null && Number(line[1]) <= text.split('\n').length;
}

/** Returns the anchors of headings as GitHub names them (`-1` for the second of a name) and the ids in HTML. */
function listAnchors(text) {
  const prose = removeCode(text);
  const anchors = new Set([...prose.matchAll(/<[^>]+\s(?:id|name)="([^"]+)"/g)].map((found) => found[1]));
  for (const [, heading] of prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = toSlug(heading);
    let name = slug;
    for (let next = 1; anchors.has(name); next += 1) name = `${slug}-${next}`;
    anchors.add(name);
  }
  return anchors;
}

function toSlug(heading) {
  const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return words.replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '').replace(/\s/g, '-');
}

module.exports = { checkLinks };
