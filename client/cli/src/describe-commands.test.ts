import { describeCommands } from './describe-commands';

const options = Object.entries(describeCommands()).flatMap(([noun, commands]) =>
  commands.flatMap(({ verb, options: each }) => each.map(({ flags, explanation }) => [`${noun} ${verb} ${flags}`, explanation] as const)),
);
const listOptions = (pattern: RegExp) => options.filter(([flags]) => pattern.test(flags));

describe('describeCommands', () => {
  it('explains every reason', () => {
    expect(listOptions(/--reason /).filter(([, explanation]) => !explanation.startsWith('why, in words'))).toEqual([]);
    expect(listOptions(/--reason /)).not.toEqual([]);
  });

  it('names the page of the forms for every option that takes JSON', () => {
    expect(listOptions(/<json>$/).filter(([, explanation]) => !explanation.includes('docs/reference/forms.md'))).toEqual([]);
    expect(listOptions(/--content <json>$/)).not.toEqual([]);
  });
});
