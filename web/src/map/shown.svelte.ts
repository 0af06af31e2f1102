import type { Board, TeamPosition } from "../shared/api/types.ts";
import type { LiveBoard } from "../board/live.svelte.ts";
import { Coalescer } from "./coalesce.ts";
import { type Marks, marksOf, NO_MARKS } from "./marks.ts";

interface Told {
  readonly board: Board;
  readonly positions: Readonly<Record<string, TeamPosition>>;
}

/** The marks on screen: what the feed says, twice a second at most. Made in a component. */
export class Shown {
  marks = $state.raw<Marks>(NO_MARKS);

  constructor(live: () => LiveBoard) {
    const coalescer = new Coalescer<Told>(({ board, positions }) => (this.marks = marksOf(board, positions)));
    $effect(() => {
      const { board, positions } = live();
      if (board !== null) coalescer.offer({ board, positions });
    });
    $effect(() => () => coalescer.close());
  }
}
