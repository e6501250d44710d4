/**
 * Swagger UI's page has no viewport, so that a phone shows it at the width of a desktop; and it is dark only after a
 * click, on a button of another layout.
 */
const SCRIPT = `
document.head.append(
  Object.assign(document.createElement('meta'), { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
);
const darkScheme = matchMedia('(prefers-color-scheme: dark)');
const applyScheme = () => document.documentElement.classList.toggle('dark-mode', darkScheme.matches);
darkScheme.addEventListener('change', applyScheme);
applyScheme();
`;

/** On a narrow screen, names and descriptions are below each other, and long texts break or scroll. */
const STYLE = `
html { color-scheme: light dark; }
@media (max-width: 640px) {
  .swagger-ui .wrapper, .swagger-ui .opblock-body .parameters-container, .swagger-ui .responses-inner,
  .swagger-ui .opblock-description-wrapper, .swagger-ui .opblock-section-header { padding: 8px; }
  .swagger-ui .information-container .info { margin: 16px 0; }
  .swagger-ui .opblock .opblock-summary-description { display: none; }
  .swagger-ui .opblock .opblock-summary-path { max-width: none; font-size: 14px; }
  .swagger-ui .opblock .opblock-summary-method { min-width: 56px; padding: 6px 0; }
  .swagger-ui table.parameters > thead, .swagger-ui table.responses-table > thead { display: none; }
  .swagger-ui table.parameters > tbody > tr, .swagger-ui table.parameters > tbody > tr > td,
  .swagger-ui table.responses-table > tbody > tr, .swagger-ui table.responses-table > tbody > tr > td {
    display: block; width: auto; max-width: none; min-width: 0; padding: 4px 0;
  }
  .swagger-ui .parameters-col_description input, .swagger-ui .parameters-col_description select,
  .swagger-ui .parameters-col_description textarea { width: 100%; max-width: none; min-width: 0; }
  .swagger-ui input, .swagger-ui select, .swagger-ui textarea { font-size: 16px; }
  .swagger-ui .markdown code, .swagger-ui .renderedMarkdown code { padding: 1px 4px; }
  .swagger-ui .response-col_links { display: none; }
  .swagger-ui pre, .swagger-ui .highlight-code, .swagger-ui .curl-command, .swagger-ui .model-box { max-width: 100%; overflow-x: auto; }
  .swagger-ui .response-col_description, .swagger-ui section.models { min-width: 0; overflow-x: auto; }
}
`;

/** Makes Swagger UI fit a phone, and follow the color scheme of the device. */
export const DOCUMENTATION_THEME = {
  title: 'Mobipium sync API',
  js: [{ filename: 'device.js', content: SCRIPT }],
  css: [{ filename: 'device.css', content: STYLE }],
};
