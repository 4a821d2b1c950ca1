import { HttpExchange } from '../support/http-exchange';
import { waitForReady } from '../support/wait-for-ready';
import { GoalCounter, type Counted } from './count-goal';
import { giveStanding, isOver, tradingGoals, type Goal } from './goals';
import { Parties } from './parties';
import { listAuditGoals } from './questions';

/** The work that each goal took, and the names of those that took more than they may. */
export interface CountedGoals {
  readonly goals: readonly Counted[];
  readonly over: readonly string[];
}

/** Reaches every goal of a new user on an exchange of its own. */
export async function countGoals(onGoal: (counted: Counted) => void = () => undefined): Promise<CountedGoals> {
  const http = await HttpExchange.open();
  try {
    const parties = await Parties.open(http);
    await giveStanding(parties);
    const traded = await reachAll(tradingGoals, parties, onGoal);
    await waitForReady(http.url);
    const audited = await reachAll(await listAuditGoals(parties), parties, onGoal);
    const all = [...traded, ...audited];
    return {
      goals: all.map(({ counted }) => counted),
      over: all.flatMap(({ goal, counted }) => (isOver(goal, counted) ? [goal.name] : [])),
    };
  } finally {
    await http.close();
  }
}

interface Reached {
  readonly goal: Goal;
  readonly counted: Counted;
}

async function reachAll(goals: readonly Goal[], parties: Parties, onGoal: (counted: Counted) => void): Promise<readonly Reached[]> {
  const reached: Reached[] = [];
  for (const goal of goals) {
    const counter = new GoalCounter(parties, goal.by);
    await goal.reach(counter);
    const counted = counter.finish(goal.name);
    onGoal(counted);
    reached.push({ goal, counted });
  }
  return reached;
}
