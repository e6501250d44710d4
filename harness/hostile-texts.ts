/** Offer names that attack the places where they are shown or searched for. */
export const HOSTILE_TEXTS = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</title></style></textarea><svg/onload=alert(1)>`,
  `javascript:alert(1)//`,
  `'; DROP TABLE offers; --`,
  `") OR 1=1; --`,
  `$1 $$ \${7*7} {{7*7}}`,
  `100% _off_ \\ \\% \\_`,
  `%`,
  `_`,
  `\\`,
  `\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J`,
  `\x9b31mred \x90q\x9c`,
  `\rover the line\b\b\b\x7f`,
  `two\nlines and a\ttab`,
  `\u202egnirts\u202c \u2066x\u2069 \u200b\ufeff`,
  `\u2028line\u2029paragraph`,
  `__proto__`,
  `constructor`,
  `=HYPERLINK("https://evil.example")`,
  `Ünïcödé 💸 名前 ẞ`,
];

/** Characters that a terminal interprets instead of printing, except the line feed. */
export const CONTROL_CHARACTERS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
