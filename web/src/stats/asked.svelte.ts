/** What a question of one card was last answered. */
export interface Asked<Answer> {
  readonly answer: Answer | null;
  readonly failed: boolean;
}

const ANSWER_MS = 20_000;

/** Ask again whenever what `ask` reads has changed; an answer to an earlier question is not taken. Called while a component is made. */
export function asked<Answer>(ask: (signal: AbortSignal) => Promise<{ data?: Answer }>): Asked<Answer> {
  let answer = $state.raw<Answer | null>(null);
  let failed = $state(false);
  $effect(() => {
    let stale = false;
    void ask(AbortSignal.timeout(ANSWER_MS))
      .catch(() => ({ data: undefined }))
      .then(({ data }) => {
        if (stale) return;
        failed = data === undefined;
        if (data) answer = data;
      });
    return () => {
      stale = true;
    };
  });
  return {
    get answer() {
      return answer;
    },
    get failed() {
      return failed;
    },
  };
}
