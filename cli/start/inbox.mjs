/**
 * The local inbox as a process of its own: MailDev, which takes every mail by SMTP, keeps it in a folder and shows it on a
 * web page. It delivers nothing. Arguments: SMTP port, web port, folder. Plain JavaScript, because what makes Node read
 * TypeScript would double the time until it is ready.
 */
import { createRequire, Module } from 'node:module';

// CommonJS without types; its web server is only reachable through its own module.
const require = createRequire(import.meta.url);

// MailDev cleans the HTML that it shows with jsdom, which takes longer to load than all the rest: it comes with the first
// mail that somebody opens.
const jsdom = createRequire(require.resolve('maildev')).resolve('jsdom');
const later = new Module(jsdom);
later.exports = {
  JSDOM: function JSDOM(html) {
    if (require.cache[jsdom] === later) delete require.cache[jsdom];
    return new (require(jsdom).JSDOM)(html);
  },
};
later.loaded = true;
require.cache[jsdom] = later;

const MailDevServer = require('maildev');
const web = require('maildev/lib/web.js');

const [smtp = '', webPort = '', mailDirectory = ''] = process.argv.slice(2);

process.on('disconnect', () => process.exit(0));
const inbox = new MailDevServer({ smtp: Number(smtp), web: Number(webPort), ip: '127.0.0.1', mailDirectory });
await Promise.all([
  new Promise((resolve) => {
    if (web.server.listening) resolve();
    else web.server.once('listening', () => resolve());
  }),
  new Promise((resolve, reject) => inbox.listen((error) => (error ? reject(error) : resolve()))),
]);
process.send?.({ kind: 'ready' });
