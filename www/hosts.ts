// Ready-to-copy files for hosts, made from headers.json when the page is built. Invariant: every file has every header; a
// file is written whole, because in most servers a header for one place takes back those for all.
import type { Plugin } from 'vite';
import headers from './headers.json' with { type: 'json' };

/** Where the playground's folder lies on the host. */
const FOLDER = '/gil-playground';
/** Names with a hash in them never change. */
const FOREVER = 'public, max-age=31536000, immutable';
/** Everything else is asked for each time, and sent only if it has changed. */
const FRESH = 'no-cache';

const ALL = Object.entries(headers);
const lines = (line: (name: string, value: string) => string): string =>
  ALL.map(([name, value]) => line(name, value)).join('\n');

const nginx = (): string => {
  const block = (where: string, caching: string): string => `location ${where} {
    types {
        text/html html;
        text/javascript js;
        text/css css;
        application/wasm wasm;
        image/svg+xml svg;
        application/json json;
        text/plain md ts conf htaccess;
    }
    default_type application/octet-stream;
    charset utf-8;
    charset_types text/html text/javascript text/css image/svg+xml text/plain;
${lines((name, value) => `    add_header ${name} "${value}" always;`)}
    add_header Cache-Control "${caching}" always;
}`;
  return `# nginx: include this file in the server { } that serves your documentation; the folder lies in its root.
# A location with an add_header of its own inherits none, which is why each block has them all.
${block(`~ ^${FOLDER}/(?:[^/]+/)?assets/`, FOREVER)}
${block(`~ ^${FOLDER}/`, FRESH)}
`;
};

const caddy =
  (): string => `# Caddy 2: import this file in the site that serves your documentation, before its file_server.
@gil-playground path ${FOLDER}/*
header @gil-playground {
${lines((name, value) => `\t${name} "${value}"`)}
\tCache-Control "${FRESH}"
}
@gil-playground-assets path_regexp ^${FOLDER}/([^/]+/)?assets/
header @gil-playground-assets Cache-Control "${FOREVER}"
`;

const apache =
  (): string => `# Apache 2.4 with mod_headers and mod_mime: put this file, as .htaccess, into the playground's folder.
AddType text/javascript .js
AddType application/wasm .wasm
AddType image/svg+xml .svg
AddDefaultCharset utf-8
${lines((name, value) => `Header always set ${name} "${value}"`)}
Header always set Cache-Control "${FRESH}"
<If "%{REQUEST_URI} =~ m#/assets/#">
    Header always set Cache-Control "${FOREVER}"
</If>
`;

const underscore =
  (): string => `# Netlify and Cloudflare Pages: put this file at the root of what is published.
${FOLDER}/*
${lines((name, value) => `  ${name}: ${value}`)}
`;

const vercel = (): string =>
  `${JSON.stringify(
    {
      headers: [
        { source: `${FOLDER}/(.*)`, headers: ALL.map(([key, value]) => ({ key, value })) },
        {
          source: `${FOLDER}/:version/assets/(.*)`,
          headers: [{ key: 'Cache-Control', value: FOREVER }],
        },
      ],
    },
    null,
    2,
  )}\n`;

/** By the name of the file. */
export const HOSTS: Record<string, () => string> = {
  'nginx.conf': nginx,
  Caddyfile: caddy,
  'apache.htaccess': apache,
  _headers: underscore,
  'vercel.json': vercel,
};

/** Writes them beside the built page. */
export const hosts: Plugin = {
  name: 'hosts',
  generateBundle() {
    for (const [name, text] of Object.entries(HOSTS))
      this.emitFile({ type: 'asset', fileName: `hosts/${name}`, source: text() });
  },
};
