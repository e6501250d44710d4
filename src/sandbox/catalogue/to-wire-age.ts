/** An age in the network's words, and what those words say. */
export interface WordedAge {
  words: string;
  /** What the words mean, which is coarser than the age: `<5m` is 150, `6h18min` leaves the seconds out. */
  seconds: number;
}

type Wording = (age: {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
  total: number;
}) => WordedAge;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0min 51min 6h18min 1d5h` */
const inMinutes: Wording = ({ days, hours, minutes }) => {
  if (days > 0) return { words: join([days, 'd'], [hours, 'h']), seconds: days * DAY + hours * HOUR };
  if (hours > 0)
    return { words: join([hours, 'h'], [minutes, 'min']), seconds: hours * HOUR + minutes * MINUTE };
  return { words: `${minutes}min`, seconds: minutes * MINUTE };
};

/** `5m 2h 1d` */
const inOneUnit: Wording = ({ days, hours, minutes }) => {
  if (days > 0) return { words: `${days}d`, seconds: days * DAY };
  if (hours > 0) return { words: `${hours}h`, seconds: hours * HOUR };
  return { words: `${minutes}m`, seconds: minutes * MINUTE };
};

/** `30s 1m30s`, then as in minutes */
const inSeconds: Wording = (age) => {
  if (age.total < MINUTE) return { words: `${age.total}s`, seconds: age.total };
  if (age.total < HOUR) return { words: join([age.minutes, 'm'], [age.seconds, 's']), seconds: age.total };
  return inMinutes(age);
};

/** `5`: minutes without a unit, for a day at most */
const bare: Wording = (age) => {
  if (age.total < MINUTE || age.total >= DAY) return inMinutes(age);
  const minutes = Math.floor(age.total / MINUTE);
  return { words: String(minutes), seconds: minutes * MINUTE };
};

/** `< 1m <5m`: at most so long ago, which counts as half of it */
const atMost: Wording = (age) => {
  if (age.total < MINUTE) return { words: '< 1m', seconds: MINUTE / 2 };
  if (age.total < 5 * MINUTE) return { words: '<5m', seconds: (5 * MINUTE) / 2 };
  return inOneUnit(age);
};

/** `just now`, then as in minutes */
const inWords: Wording = (age) => (age.total < MINUTE ? { words: 'just now', seconds: 0 } : inMinutes(age));

/** `now`, then as in one unit */
const inShortWords: Wording = (age) => (age.total < MINUTE ? { words: 'now', seconds: 0 } : inOneUnit(age));

const WORDINGS = [inMinutes, inOneUnit, inSeconds, bare, atMost, inWords, inShortWords] as const;

/** Word an age of 0 or more seconds. Each `style` always words the same way; one in four is in capitals. */
export function wordAge(ageSeconds: number, style: number): WordedAge {
  const total = Math.floor(ageSeconds);
  const wording = WORDINGS[style % WORDINGS.length] ?? inMinutes;
  const worded = wording({
    days: Math.floor(total / DAY),
    hours: Math.floor((total % DAY) / HOUR),
    minutes: Math.floor((total % HOUR) / MINUTE),
    seconds: total % MINUTE,
    total,
  });
  return (style >>> 8) % 4 === 0 ? { ...worded, words: worded.words.toUpperCase() } : worded;
}

/** A part of zero is not said: `6h`, never `6h0min`. */
function join(large: [number, string], small: [number, string]): string {
  return [large, small].flatMap(([amount, unit]) => (amount > 0 ? [`${amount}${unit}`] : [])).join('');
}
