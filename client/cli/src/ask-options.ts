import type { Session } from './session';
import { UsageError } from './usage-error';

/** The answers that a question accepts, by option; any text if none are listed. */
const accepted: Readonly<Record<string, readonly string[]>> = {
  '--grade': ['general', 'important', 'core'],
  '--personal-data': ['none', 'personal', 'sensitive'],
};

/** Returns the values of options, and asks a person at a terminal for those that are missing. @throws UsageError OPTION_INVALID naming them */
export async function askOptions(
  session: Session,
  values: Readonly<Record<string, string | undefined>>,
): Promise<Readonly<Record<string, string>>> {
  const missing = Object.keys(values).filter((option) => values[option] === undefined);
  if (missing.length > 0 && !session.ask) throw new UsageError('OPTION_INVALID', `give ${missing.map(describeOption).join(', ')}`);
  const answers: Record<string, string> = {};
  for (const [option, value] of Object.entries(values)) answers[option] = value ?? (await askUntilAccepted(session, option));
  return answers;
}

function describeOption(option: string): string {
  const words = accepted[option];
  return words ? `${option} (${words.join(', ')})` : option;
}

async function askUntilAccepted(session: Session, option: string): Promise<string> {
  for (;;) {
    const answer = ((await session.ask?.(`${describeOption(option).replace(/^--/, '')}: `)) ?? '').trim();
    const words = accepted[option];
    if (answer !== '' && (!words || words.includes(answer))) return answer;
    session.note(`Expected ${words ? `one of ${words.join(', ')}` : 'a text'}.`);
  }
}
