const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { spawnSync } = require('node:child_process');

describe('reference pages', () => {
  it('the pages match the declarations', () => {
    const { stdout, status } = spawnSync(process.execPath, [join(__dirname, 'docs.js'), '--check'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });

  const machines = readFileSync(join(__dirname, '..', 'docs', 'reference', 'state-machines.md'), 'utf8');

  it.each([
    ['IN_REVIEW --> IN_REVIEW: attest', 'IN_REVIEW --> LISTED: attest'],
    ['LISTED --> LISTED: reclassify', 'LISTED --> IN_REVIEW: reclassify'],
    ['IN_REVIEW --> IN_REVIEW: agree', 'IN_REVIEW --> NOTICE: agree'],
    ['LISTED --> SUPERSEDED: supersede', 'NOTICE --> SUPERSEDED: attest'],
    ['ACTIVE --> ACTIVE: approveAgain', 'PART_APPROVED --> ACTIVE: approveAgain'],
    ['SENT --> SENT: acknowledgeWindow', 'SENT --> OPENED: acknowledgeWindow'],
    ['DISPUTED --> REFUNDED: enforce', 'DISPUTED --> CANCELLED'],
    ['DISPUTED --> AUTHORISED: withdrawDispute', 'FUNDED --> DISPUTED'],
  ])('state machines show %s, but not %s', (step, other) => {
    expect(machines).toContain(`  ${step}\n`);
    expect(machines).not.toContain(`  ${other}`);
  });

  it('transactions.md lists the checks of SubmitListing in their order', () => {
    const page = readFileSync(join(__dirname, '..', 'docs', 'reference', 'transactions.md'), 'utf8');
    const [, section = ''] = /## SubmitListing\n([\s\S]*?)\n## /.exec(page) ?? [];
    const codes = [...section.matchAll(/\[([A-Z_]+)\]\(errors/g)].map(([, code]) => code);
    expect(codes).toEqual([
      'LISTING_NOT_FOUND',
      'NOT_PERMITTED',
      'REVISION_CONFLICT',
      'ACTION_NOT_ALLOWED',
      'SECTOR_UNKNOWN',
      'CONTENT_INCOMPLETE',
    ]);
  });

  it('every object in a table is followed by the rows of its members', () => {
    for (const name of ['transactions.md', 'forms.md']) {
      const rows = readFileSync(join(__dirname, '..', 'docs', 'reference', name), 'utf8').split('\n');
      const incomplete = rows.filter((row, index) => {
        const [, member, list] = /^\| `([^`]+)` +\| (list of )?object\b/.exec(row) ?? [];
        return member !== undefined && !rows[index + 1].startsWith(`| \`${member}${list ? '[]' : ''}.`);
      });
      expect(incomplete).toEqual([]);
    }
  });
});
