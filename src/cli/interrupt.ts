/** Returns a signal that the first Ctrl-C or SIGTERM aborts, and a function that stops listening. A second one ends the process as usual. */
export function listenForInterrupt(): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  return {
    signal: controller.signal,
    stop: () => void process.off('SIGINT', abort).off('SIGTERM', abort),
  };
}
