/** The style of the page, in light and dark. */
export const pageStyle = `:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; }
nav a { display: inline-block; margin-right: 0.7rem; }
details { border-top: 1px solid #8884; padding: 0.4rem 0; }
details[open] { padding-bottom: 1rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary b { display: inline-block; min-width: 4.2rem; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { background: #8881; max-height: 28rem; overflow: auto; padding: 0.6rem; }
table { border-collapse: collapse; }
td { border-bottom: 1px solid #8883; overflow-wrap: anywhere; padding: 0.2rem 0.6rem 0.2rem 0; vertical-align: top; }
`;
