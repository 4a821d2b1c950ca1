import { Random } from '../mutate/random';
import { listEpisodes, listUnreached, planEpisodes, type PlannedEpisode } from './episodes';
import { forgeryClasses, listColluders, nameCombination } from './plot';

/** The episodes that are played, and the combinations that are tried in them. */
export interface Choice {
  readonly played: readonly PlannedEpisode[];
  /** The submits that no episode reaches; empty if only some episodes were planned. */
  readonly unreached: readonly string[];
  readonly isChosen: (combination: string) => boolean;
}

/** Episodes have so many times more combinations than are tried, so that every class has its chance. */
const spread = 3;

/** The size of a choice; `count` is the number of combinations, all by default. */
export interface ChoiceOptions {
  readonly organisations: readonly string[];
  readonly seed: number;
  readonly count?: number | undefined;
  readonly episode?: string | undefined;
}

/**
 * Chooses all combinations, in long episodes first, because they have the steps of many short ones; or some by chance: first episodes,
 * then combinations of their calls.
 */
export async function chooseCombinations({ organisations, seed, count, episode = '' }: ChoiceOptions): Promise<Choice> {
  const random = new Random(seed);
  const episodes = listEpisodes().filter(({ title }) => title.includes(episode));
  const ordered = count === undefined ? episodes.toSorted((a, b) => b.steps.length - a.steps.length) : shuffle(episodes, random);
  const played: PlannedEpisode[] = [];
  const pool: string[] = [];
  for await (const episode of planEpisodes(ordered)) {
    played.push(episode);
    for (const { name, isNew } of episode.calls) if (isNew) pool.push(...listCombinations(name, organisations));
    if (count !== undefined && pool.length >= spread * count) break;
  }
  if (count === undefined) return { played, unreached: episode === '' ? listUnreached(played) : [], isChosen: () => true };
  const chosen = new Set(shuffle(pool, random).slice(0, count));
  return { played, unreached: [], isChosen: (combination) => chosen.has(combination) };
}

function listCombinations(call: string, organisations: readonly string[]): readonly string[] {
  const speaker = `${call.split(' by ')[1] ?? ''}MSP`;
  return forgeryClasses.flatMap((forgery) =>
    listColluders(organisations, speaker, forgery).map((colluders) => nameCombination(call, forgery, colluders)),
  );
}

/** Returns the values in an order that the seed decides. */
function shuffle<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, place: random.draw(2 ** 32) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
