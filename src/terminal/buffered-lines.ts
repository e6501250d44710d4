/** Lines for a person, which can be kept back for a while. */
export interface BufferedLines {
  /** Say a line now, or, while lines are held, when they are released. */
  say: (line: string) => void;
  /** Keep lines back until the function that it returns is called: then all of them are said, in their order. */
  hold: () => () => void;
}

/** Lines that a moving bar can keep back: a terminal has one last line, and two who write there garble it. */
export function createBufferedLines(write: (line: string) => void): BufferedLines {
  let held: string[] | undefined;
  return {
    say(line) {
      if (held === undefined) write(line);
      else held.push(line);
    },
    hold() {
      held ??= [];
      return () => {
        const lines = held ?? [];
        held = undefined;
        lines.forEach(write);
      };
    },
  };
}
