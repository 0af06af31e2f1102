import { type Told, told } from "../shared/api/problem.ts";
import { session } from "../shared/api/session.svelte.ts";
import { words } from "../shared/i18n/words.svelte.ts";

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** What an answer holds; null where there is none, with why in `fault`. */
export async function read<Data>(asked: Promise<Answer<Data>>, fault: (why: string) => void): Promise<Data | null> {
  const answer = await asked.catch(() => null);
  if (answer?.response.status === 401) session.expire();
  if (answer?.data !== undefined) {
    fault("");
    return answer.data;
  }
  fault(told(answer?.error as Told | undefined, words.language) || words.t.audit.unreachable);
  return null;
}
