/** A text of ours in which commands are between backticks: shows them as code. Not for texts of the network. */
export function TextWithCode({ text }: { text: string }) {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
