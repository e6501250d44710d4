/** An age in the network's format. */
export interface WireAge {
  text: string;
  /** The smallest age that the text means: `<5m` is 0, `6h18min` has no seconds. */
  seconds: number;
}

type AgeFormat = (age: {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
  total: number;
}) => WireAge;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0min 51min 6h18min 1d5h` */
const toMinutes: AgeFormat = ({ days, hours, minutes }) => {
  if (days > 0) return { text: join([days, 'd'], [hours, 'h']), seconds: days * DAY + hours * HOUR };
  if (hours > 0)
    return { text: join([hours, 'h'], [minutes, 'min']), seconds: hours * HOUR + minutes * MINUTE };
  return { text: `${minutes}min`, seconds: minutes * MINUTE };
};

/** `5m 2h 1d` */
const oneUnit: AgeFormat = ({ days, hours, minutes }) => {
  if (days > 0) return { text: `${days}d`, seconds: days * DAY };
  if (hours > 0) return { text: `${hours}h`, seconds: hours * HOUR };
  return { text: `${minutes}m`, seconds: minutes * MINUTE };
};

/** `30s 1m30s`; from one hour as `toMinutes` */
const toSeconds: AgeFormat = (age) => {
  if (age.total < MINUTE) return { text: `${age.total}s`, seconds: age.total };
  if (age.total < HOUR) return { text: join([age.minutes, 'm'], [age.seconds, 's']), seconds: age.total };
  return toMinutes(age);
};

/** `5`: minutes without a unit, below one day */
const bareMinutes: AgeFormat = (age) => {
  if (age.total < MINUTE || age.total >= DAY) return toMinutes(age);
  const minutes = Math.floor(age.total / MINUTE);
  return { text: String(minutes), seconds: minutes * MINUTE };
};

/** `< 1m <5m`: an upper bound */
const upperBound: AgeFormat = (age) => {
  if (age.total < MINUTE) return { text: '< 1m', seconds: 0 };
  if (age.total < 5 * MINUTE) return { text: '<5m', seconds: 0 };
  return oneUnit(age);
};

/** `just now`; from one minute as `toMinutes` */
const justNow: AgeFormat = (age) => (age.total < MINUTE ? { text: 'just now', seconds: 0 } : toMinutes(age));

/** `now`; from one minute as `oneUnit` */
const now: AgeFormat = (age) => (age.total < MINUTE ? { text: 'now', seconds: 0 } : oneUnit(age));

const FORMATS = [toMinutes, oneUnit, toSeconds, bareMinutes, upperBound, justNow, now] as const;

/** Format an age of 0 or more seconds. `style` selects the format; one style in four is in capitals. */
export function toWireAge(ageSeconds: number, style: number): WireAge {
  const total = Math.floor(ageSeconds);
  const format = FORMATS[style % FORMATS.length] ?? toMinutes;
  const age = format({
    days: Math.floor(total / DAY),
    hours: Math.floor((total % DAY) / HOUR),
    minutes: Math.floor((total % HOUR) / MINUTE),
    seconds: total % MINUTE,
    total,
  });
  return (style >>> 8) % 4 === 0 ? { ...age, text: age.text.toUpperCase() } : age;
}

/** Omits parts of zero: `6h`, never `6h0min`. */
function join(large: [number, string], small: [number, string]): string {
  return [large, small].flatMap(([amount, unit]) => (amount > 0 ? [`${amount}${unit}`] : [])).join('');
}
