import { WorkLog } from './work-log';

describe('WorkLog', () => {
  it('tells what was done apart from what is under way', async () => {
    const log = new WorkLog();
    expect(log.describe()).toBe('Done: nothing yet.');
    await log.run('upload of a.csv', () => Promise.resolve());
    log.begin('upload of b.csv');
    expect(log.describe()).toBe('Done: upload of a.csv. Under way: upload of b.csv.');
  });

  it('counts a step that failed as under way', async () => {
    const log = new WorkLog();
    await expect(log.run('upload of a.csv', () => Promise.reject(new TypeError('no')))).rejects.toThrow('no');
    expect(log.describe()).toBe('Done: nothing yet. Under way: upload of a.csv.');
  });
});
